/// Corruptions of alarms and their notices.
extension Corruption {
    static let ofAlarms: [Corruption] = [
        Corruption(
            "alarms",
            "over before it was raised",
            "UPDATE zart_alarms SET recovered_at = raised_at - 500 WHERE id = 1",
            says: "alarm 1 was over at 2026-03-02T00:02:59.500Z, before it was raised"
        ),
        Corruption(
            "alarms",
            "acknowledged when it was over",
            """
            UPDATE zart_alarms SET acknowledged_at = recovered_at + 500, acknowledged_by = 'ann' WHERE id = 1
            """,
            says: "alarm 1 was acknowledged at 2026-03-02T00:04:00.500Z, when it was over"
        ),
        Corruption(
            "alarms",
            "nobody was told",
            "DELETE FROM zart_alarm_notices WHERE alarm = 2",
            says: "alarm 2 lacks a notice: it has 0"
        ),
        Corruption(
            "alarms",
            "the end of it was not told",
            "DELETE FROM zart_alarm_notices WHERE alarm = 1 AND change = 'recovered'",
            says: "alarm 1 lacks a notice: it has 1"
        ),
        Corruption(
            "alarms",
            "told to be over while it is raised",
            """
            INSERT INTO zart_alarm_notices (alarm, change, status, ended_at) VALUES (2, 'recovered', 'unaddressed', 0)
            """,
            says: "alarm 2 is raised, and there is a notice that it is over"
        ),
        Corruption(
            "alarms",
            "delivered without a try",
            "UPDATE zart_alarm_notices SET attempts = 0 WHERE alarm = 1 AND change = 'raised'",
            says: "notice 1-raised is 'delivered', which its tries do not bear out"
        ),
    ]
}
