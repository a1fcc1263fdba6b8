import Testing
import Timetable
import ZartCore

@Suite struct RunAdmissionTests {
    private func admissions(
        _ overlap: OverlapPolicy,
        _ override: OverlapPolicy? = nil,
        waits: Bool = false
    ) -> [RunAdmission] {
        var task = TaskView(name: "t", overlap: overlap, cursor: Instant(milliseconds: 0))
        task.active = [.init(id: "t-9", isRunning: true)]
        var admissions = RunAdmissions()
        return ["t-0", "t-1", "t-2"].map { id in
            admissions.admit(id, of: "t", override, waits: waits) { _ in (task, false) }
        }
    }

    @Test func `each run that would be let in counts for the next`() {
        #expect(
            admissions(.max(2, atCap: .skip)) == [.starts, .refused(heldBy: "t-9"), .refused(heldBy: "t-9")]
        )
        #expect(admissions(.alwaysStart) == [.starts, .starts, .starts])
    }

    @Test func `where they wait those begin that have a slot`() {
        #expect(
            admissions(.max(2, atCap: .skip), waits: true)
                == [.starts, .waits(heldBy: "t-9"), .waits(heldBy: "t-9")]
        )
        #expect(admissions(.alwaysStart, waits: true) == [.starts, .starts, .starts])
    }

    @Test func `a further run takes the place of another only when the order says so`() {
        let refused = [RunAdmission](repeating: .refused(heldBy: "t-9"), count: 3)
        #expect(admissions(.cancelAndRestart) == refused)
        #expect(
            admissions(.skipIfRunning, .cancelAndRestart)
                == [.replaces(["t-9"]), .replaces(["t-0"]), .replaces(["t-1"])]
        )
        #expect(admissions(.skipIfRunning, .alwaysStart) == [.starts, .starts, .starts])
    }
}
