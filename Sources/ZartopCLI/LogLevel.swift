/// What headless logs leave out.
package enum LogLevel: String, Sendable, CaseIterable {
    case debug
    case info
    case warning
    case error
}
