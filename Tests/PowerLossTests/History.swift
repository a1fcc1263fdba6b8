import Testing
import Timetable
import Zart
import ZartCore
import ZartTesting

/// A worker's life on a disk, and what it had acknowledged when.
struct History {
    let disk: Disk
    /// What was on record for certain after so much had happened, in order.
    private(set) var marks: [(count: Int64, facts: Set<String>)] = []
    private(set) var end: Instant

    init() throws {
        disk = try Disk()
        end = Instant(milliseconds: 0)
        let work = Work()
        let worker = try TestWorker(in: disk.folder.path, work.register)
        try mark(worker)
        for round in 0..<9 {
            let id = "mine-\(round)"
            try worker.start("plain", id: id, payload: round.isMultiple(of: 2) ? "event" : "plain")
            try mark(worker)
            worker.advance(by: .seconds(1))
            try mark(worker)
            if round % 3 == 1 {
                try worker.cancel(id)
            } else if round.isMultiple(of: 2) {
                try worker.offerEvent("go", to: id, payload: "went")
            }
            try mark(worker)
            if round == 2 || round == 5 {
                try worker.start("bulky", id: "bulky-\(round)", payload: "")
                try mark(worker)
            }
            if round == 4 || round == 7 {
                worker.crash()
                try worker.restart()
            }
            worker.advance(by: .seconds(4))
            try mark(worker)
        }
        end = worker.now
        worker.crash()
    }

    private mutating func mark(_ worker: TestWorker) throws {
        // First the facts, then how much had happened by the time they were read.
        let facts = try Facts.read(worker.scheduler)
        marks.append((disk.count, facts))
    }

    /// What had been acknowledged by then.
    func facts(after count: Int64) -> Set<String> { marks.last { $0.count <= count }?.facts ?? [] }
}
