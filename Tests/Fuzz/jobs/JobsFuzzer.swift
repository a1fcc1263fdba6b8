import Jobs
import Timetable

/// A job file: refused with places inside it, or tasks whose definitions can be read back.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJobs(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = Array(UnsafeBufferPointer(start: bytes, count: count))
    do throws(JobFileError) {
        let file = try JobFile.read(text, name: "zartop.yaml", directory: "/srv/jobs") { name in
            name == Zone.utc.name ? .utc : nil
        }
        for task in file.tasks {
            precondition(
                JobDefinition(json: task.definition.json) == task.definition,
                "what is stored reads the same"
            )
        }
    } catch {
        // YAML 1.1 ends lines in five ways; a mark lies inside the file or right behind it.
        let lines = text.count { $0 == 10 || $0 == 13 || $0 == 0x85 || $0 == 0xA8 || $0 == 0xA9 } + 2
        precondition(!error.faults.isEmpty, "a refusal has a reason")
        for fault in error.faults {
            precondition(
                fault.mark.line >= 1 && fault.mark.line <= lines && fault.mark.column >= 1,
                "and a place"
            )
            precondition(!fault.message.isEmpty, "and says it")
        }
    }
    return 0
}
