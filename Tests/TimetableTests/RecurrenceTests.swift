import Testing

@testable import Timetable

@Suite("recurrences", .timeLimit(.minutes(10)))
struct RecurrenceTests {
    private static let christmas = Instant(seconds: 1_798_135_200)

    @Test(
        arguments: [
            (.fixedDelay(.seconds(5)), "every 5s", "every 5s"),
            (.afterCompletion(.seconds(600)), "after 10m", "after 10m"),
            (.at(christmas), "at 2026-12-24T18:00:00Z", "at 2026-12-24T18:00:00.000Z"),
            (
                .cron("0 2 * * *", timezone: "Europe/Berlin"), "cron 0 2 * * *",
                "cron Europe/Berlin gap=after repeat=first 0 2 * * *"
            ),
            (
                .cron("@daily", timezone: "UTC", gap: .skip, repeat: .both), "cron @daily",
                "cron UTC gap=skip repeat=both @daily"
            ),
        ] as [(Recurrence, String, String)]
    )
    func `a recurrence has one text for operators and one for the database`(
        recurrence: Recurrence,
        shown: String,
        stored: String
    ) {
        #expect(recurrence.description == shown)
        #expect(recurrence.storedText == stored)
        #expect(Recurrence(storedText: stored) == recurrence)
    }

    @Test(arguments: [
        "", " ", "  0 2 * * * ", "gap=skip repeat=both x", "0 2\t* * *", "0 2 * * * # é", "a\nb", "cron cron",
    ])
    func `any expression and any zone come back exactly`(text: String) {
        for gap in DaylightGapRule.allCases {
            for rule in DaylightRepeatRule.allCases {
                for zone in ["UTC", "", " ", "a b", "100%", "Ä/ö", "a=b", "\n"] {
                    let recurrence = Recurrence.cron(text, timezone: zone, gap: gap, repeat: rule)
                    #expect(Recurrence(storedText: recurrence.storedText) == recurrence)
                }
            }
        }
    }

    @Test(arguments: [
        "", "every", "every ", "every 5", "Every 5s", "after -5s", "at noon", "cron 0 2 * * *",
        "cron UTC 0 2 * * *",
        "cron UTC gap=never repeat=first 0 2 * * *", "cron UTC gap=after repeat=none 0 2 * * *",
        "cron U%2 gap=after repeat=first *", "cron U%zz gap=after repeat=first *",
        "cron %FF gap=after repeat=first *",
        "cron UTC gap=after repeat=first", "each 5s",
    ])
    func `other texts are no recurrence`(text: String) {
        #expect(Recurrence(storedText: text) == nil)
    }
}
