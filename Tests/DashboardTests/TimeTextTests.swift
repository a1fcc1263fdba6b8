import Testing

@testable import Dashboard

@Suite(.timeLimit(.minutes(10)))
struct TimeTextTests {
    @Test(
        arguments: [
            (0, "0s"), (1, "1s"), (1000, "1s"), (1001, "2s"), (59_000, "59s"), (59_001, "1m00s"),
            (3_393_000, "56m33s"), (86_340_000, "23h59m"), (86_400_000, "09-23 14:03"),
            (-1, "now"), (-999, "now"), (-1000, "-1s"), (-72_000, "-1m12s"), (-300_000_000, "-3d11h"),
            (26_006_400_000, "2027-07-20"), (Int64.max, "292278994-08-17"),
        ] as [(Int64, String)]
    )
    func `a countdown is relative for a day, then a date`(wait: Int64, expected: String) {
        #expect(
            TimeText.until(
                sketchMoment.addingReportingOverflow(wait).overflow ? .max : sketchMoment + wait,
                from: sketchMoment
            )
                == expected
        )
    }

    @Test(
        arguments: [
            (0, "1970-01-01"), (-1, "1969-12-31"), (951_782_400_000, "2000-02-29"),
            (1_790_085_807_000, "2026-09-22"),
            (4_107_542_399_999, "2100-02-28"), (4_107_542_400_000, "2100-03-01"),
            (-62_135_596_800_000, "1-01-01"),
        ] as [(Int64, String)]
    )
    func `dates are civil`(moment: Int64, expected: String) {
        #expect(TimeText.date(moment) == expected)
    }

    @Test func `the clock is UTC, before 1970 too`() {
        #expect(TimeText.clock(sketchMoment) == "14:03:27Z")
        #expect(TimeText.clock(-1) == "23:59:59Z")
    }

    @Test func `the extremes do not trap`() {
        for moment in [Int64.min, -1, 0, .max] {
            for now in [Int64.min, 0, .max] {
                #expect(!TimeText.until(moment, from: now).isEmpty)
            }
        }
    }

    @Test(
        arguments: [
            "2026-09-22 14:03:27": sketchMoment, "2026-09-22T14:03:27Z": sketchMoment,
            "2000-02-29 00:00": 951_782_400_000,
            "1970-01-01 00:01": 60_000, "2026-13-01 00:00": nil, "2026-09-22": nil, "soon 03:50": nil,
            "2026-09-22T16:03:27+02:00": sketchMoment, "2026-09-22T09:33:27-04:30": sketchMoment,
            "2026-09-22 14:03:27.5Z": sketchMoment + 500, "2026-09-22 14:03:27.0071": sketchMoment + 7,
            "2026-09-22T14:03+02:00": sketchMoment - 7_227_000, "2026-09-22 14:03.5": nil,
            "2026-09-22 14:x:03": nil, "2026-09-22 14:03:": nil, "2026--09-22 14:03": nil,
            "2026-09-22 14:03Zx": nil,
            "2026-02-31 03:50": nil, "2026-02-29 03:50": nil, "2026-09-22 +1:03": nil,
            "2026-09-22 14:03+2": nil,
            "2026-09-22 14:03+02:00Z": nil, "2026-09-22 14:03 05": nil, "2026-09-22 14:03:27.": nil, "": nil,
        ] as [String: Int64?]
    )
    func `a date with its time is read as it is shown`(text: String, moment: Int64?) {
        #expect(TimeText.read(text) == moment)
    }
}
