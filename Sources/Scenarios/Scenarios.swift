public import Zart

/// The three scenarios of the page, each a recurring task with real steps under one overlap policy.
///
/// | scenario | policy | what is seen |
/// | --- | --- | --- |
/// | inventory snapshot | `skipIfRunning` | a tick is skipped while the execution before runs |
/// | config refresh | `cancelAndRestart` | a stale execution is cancelled, a fresh one starts |
/// | audit window | `alwaysStart` | executions overlap |
public enum Scenarios {
    /// The names of the three tasks.
    public static let inventory = "inventory-snapshot"
    public static let config = "config-refresh"
    public static let audit = "audit-window"

    /// Registers the three tasks.
    ///
    /// The pace is the delay between two ticks; steps take their time from it.
    public static func register(in builder: Worker.Builder, pace: Duration = .seconds(2)) -> Worker.Builder {
        builder
            .registerDurable(inventory, InventorySnapshot(pace: pace))
            .registerDurable(config, ConfigRefresh(pace: pace))
            .registerDurable(audit, AuditWindow(pace: pace))
            .registerRecurringDurable(
                inventory,
                idTemplate: "inventory-{occurrence}",
                recurrence: .fixedDelay(pace),
                overlap: .skipIfRunning,
                payload: Warehouse(warehouse: "EU-1")
            )
            .registerRecurringDurable(
                config,
                idTemplate: "config-{occurrence}",
                recurrence: .fixedDelay(pace),
                overlap: .cancelAndRestart,
                payload: ConfigSource(url: "https://config.example/current")
            )
            .registerRecurringDurable(
                audit,
                idTemplate: "audit-{occurrence}-eu",
                recurrence: .fixedDelay(pace),
                overlap: .alwaysStart,
                payload: AuditScope(region: "eu")
            )
    }
}
