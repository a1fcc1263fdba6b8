import Testing
import Timetable
import ZartCore

@testable import Jobs

@Suite(.timeLimit(.minutes(5)))
struct JobFileTests {
    @Test func `the design's example is read as it is meant`() throws {
        let task = try #require(try Bench.read(Bench.whole).tasks.first)
        #expect(task.spec.name == "nightly-report")
        #expect(task.spec.handler == "shell")
        #expect(task.spec.recurrence == .cron("0 2 * * *", timezone: "Europe/Berlin"))
        #expect(task.spec.template?.description == "report-{occurrence}")
        #expect(task.spec.overlap == .skipIfRunning)
        #expect(task.spec.payload == #"{"warehouse":"EU-1"}"#)
        #expect(task.conduct.description == "Inventory report")
        let definition = task.definition
        #expect(definition.timeout == Span(.seconds(1_800)))
        #expect(definition.environment["LANG"] == .text("C.UTF-8"))
        #expect(definition.environment["TOKEN"] == .secret(.file("/run/secrets/token")))
        #expect(definition.onFailure == JobFailureCommand(.shell("./page-someone.sh")))
        #expect(definition.workingDirectory == "/srv/jobs")
        #expect(
            definition.stages.map { $0.map(\.name) } == [
                ["fetch-inventory"], ["render-pdf", "render-csv"], ["settle"], ["approved"], ["publish"],
            ]
        )
        let fetch = definition.stages[0][0]
        #expect(fetch.retry.times == 3)
        #expect(fetch.retry.first == Span(.seconds(2)))
        #expect(fetch.retry.unlessExit == [64, 65])
        #expect(fetch.timeout == Span(.seconds(300)))
        let render = definition.stages[1][0]
        #expect(render.action == .command(.shell("./render pdf")))
        #expect(render.retry.times == 2)
        #expect(definition.stages[2][0].action == .sleep(Span(.seconds(10))))
        #expect(definition.stages[3][0].action == .waitFor("approval"))
        #expect(definition.stages[3][0].timeout == Span(.seconds(3_600)))
        #expect(definition.stages[4][0].action == .command(.program(["./publish", "--quiet"])))
        #expect(definition.stages[4][0].result == .json)
    }

    @Test func `what is run after a failure may have a limit, and is stored as it was where it has none`()
        throws
    {
        let definition = try Bench.task("every: 5s\non-failure: { exec: [./page, ann], timeout: 1m }")
            .definition
        #expect(
            definition.onFailure
                == JobFailureCommand(.program(["./page", "ann"]), timeout: Span(.seconds(60)))
        )
        #expect(JobDefinition(json: definition.json) == definition)
        let plain = try Bench.task("every: 5s\non-failure: ./page").definition
        #expect(plain.json.contains(#""onFailure":{"run":"./page"}"#))
    }

    @Test func `a command after a failure has the task's grace, whatever its steps have`() throws {
        let steps = "every: 5s\ngrace: 20s\nsteps: [{ name: a, run: ls, grace: 1s }]"
        #expect(try Bench.task(steps).definition.longestGrace == .seconds(1))
        #expect(try Bench.task(steps + "\non-failure: ./page").definition.longestGrace == .seconds(20))
    }

    @Test func `a scalar has the type that its key gives it, whatever it looks like`() throws {
        let task = try Bench.task(
            """
            every: 5s
            env: { ON: on, TIME: 3:30, NUMBER: 1_000, OCTAL: 010, EMPTY: , YES: yes }
            payload: { a: on, b: 3:30, c: 1_000, d: 010, e: 10, f: -1.5e3, g: true, h: null, i: "true", j: 0x1F }
            """
        )
        #expect(
            task.definition.environment == [
                "ON": .text("on"), "TIME": .text("3:30"), "NUMBER": .text("1_000"), "OCTAL": .text("010"),
                "EMPTY": .text(""), "YES": .text("yes"),
            ]
        )
        #expect(
            task.spec.payload
                == #"{"a":"on","b":"3:30","c":"1_000","d":"010","e":10,"f":-1.5e3,"g":true,"h":null,"i":"true","j":"0x1F"}"#
        )
    }

    @Test func `defaults hold where a task says nothing, and variables of both are set`() throws {
        let defaults = """
            timezone: Europe/Berlin
            dst: { gap: skip }
            env: { A: default, B: default }
            overlap: always-start
            timeout: 1h
            working-directory: work
            """
        let task = try Bench.task("cron: 0 3 * * *\nenv: { B: own }\ntimeout: 5m", defaults: defaults)
        #expect(task.spec.recurrence == .cron("0 3 * * *", timezone: "Europe/Berlin", gap: .skip))
        #expect(task.spec.overlap == .alwaysStart)
        #expect(task.definition.environment == ["A": .text("default"), "B": .text("own")])
        #expect(task.definition.timeout == Span(.seconds(300)))
        #expect(task.definition.workingDirectory == "/srv/jobs/work")
    }

    @Test func `anchors, aliases and merge keys mean what YAML says`() throws {
        let file = try Bench.read(
            """
            x-common: &common { every: 5s, overlap: always-start, steps: &steps [ { name: a, run: ls } ] }
            tasks:
              first: { <<: *common }
              second: { <<: *common, every: 7s }
              third: { after: 1m, steps: *steps }
            """
        )
        #expect(
            file.tasks.map(\.spec.recurrence) == [
                .fixedDelay(.seconds(5)), .fixedDelay(.seconds(7)), .afterCompletion(.seconds(60)),
            ]
        )
        #expect(file.tasks.map(\.spec.overlap) == [.alwaysStart, .alwaysStart, .skipIfRunning])
        #expect(Set(file.tasks.map(\.definition)).count == 1)
    }

    @Test func `an empty list of tasks is a file, an empty file is not`() throws {
        #expect(try Bench.read("tasks: {}").tasks.isEmpty)
        #expect(Bench.faults("") == ["1:1: the file is empty: write 'tasks:', or 'tasks: {}' for none"])
        #expect(
            Bench.faults("# nothing\n") == ["1:1: the file is empty: write 'tasks:', or 'tasks: {}' for none"]
        )
        #expect(Bench.faults("{}") == ["1:1: a job file needs the key 'tasks'"])
    }

    @Test func `a definition comes back from its text, and equal ones have one hash`() throws {
        let task = try #require(try Bench.read(Bench.whole).tasks.first)
        let json = task.definition.json
        #expect(JobDefinition(json: json) == task.definition)
        #expect(JobDefinition(json: json)?.json == json)
        #expect(JobDefinition(json: "{}") == nil)
        let again = try #require(try Bench.read(Bench.whole.replacing("EU-1", with: "US-2")).tasks.first)
        #expect(JobDefinition.hash(json: again.definition.json) == JobDefinition.hash(json: json))
        let other = try #require(try Bench.read(Bench.whole.replacing("5m", with: "6m")).tasks.first)
        #expect(JobDefinition.hash(json: other.definition.json) != JobDefinition.hash(json: json))
        #expect(JobConduct(json: task.conduct.json) == task.conduct)
    }

    @Test func `the hash is SHA-256`() {
        #expect(
            SHA256.hexadecimal(of: Array("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
        #expect(
            SHA256.hexadecimal(of: Array(String(repeating: "a", count: 1_000).utf8))
                == "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
        )
    }
}
