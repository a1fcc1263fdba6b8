/// How headless logs are written.
package enum LogFormat: String, Sendable, CaseIterable {
    case text
    case json
}
