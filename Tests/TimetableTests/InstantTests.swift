import Testing
import Timetable

@Suite("instants", .timeLimit(.minutes(1)))
struct InstantTests {
    @Test func `an instant is written in UTC with milliseconds`() {
        #expect(Instant(milliseconds: 1_798_135_200_000).description == "2026-12-24T18:00:00.000Z")
    }
}
