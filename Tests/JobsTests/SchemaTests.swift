import Testing
import Timetable

@testable import Jobs

@Suite(.timeLimit(.minutes(5)))
struct SchemaTests {
    /// The member of an object.
    private static func member(_ json: JSON?, _ name: String) -> JSON? {
        guard case .object(let members)? = json else { return nil }
        return members.first { $0.name == name }?.value
    }

    @Test func `the schema describes every key of a task and closes every mapping`() throws {
        let tasks = Self.member(Self.member(JobFile.schema, "properties"), "tasks")
        let task = Self.member(tasks, "additionalProperties")
        for row in TaskKeys.table.rows {
            let key = Self.member(Self.member(task, "properties"), row.name)
            #expect(Self.member(key, "description") == .string(row.summary))
        }
        #expect(Self.member(task, "additionalProperties") == .bool(false))
        let text = JobFile.schema.prettyText
        #expect(text.contains("\"skip-if-running\", \"cancel-and-restart\", \"always-start\""))
        #expect(text.contains("\"unless-exit\""))
        #expect(text.hasPrefix("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"))
    }

    @Test func `the example is right, and shows most of what there is`() throws {
        let file = try Bench.read(JobFile.example)
        #expect(file.tasks.map(\.name) == ["heartbeat", "nightly-report"])
        #expect(file.tasks[1].definition.stages.count == 4)
        #expect(!JobFile.example.contains("\t"))
        #expect(JobFile.example.split(separator: "\n").allSatisfy { $0.count <= 130 })
    }
}
