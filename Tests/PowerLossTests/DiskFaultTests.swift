import TestProcess
import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// Every call that writes, truncates, syncs, makes or removes a file fails once, and then some in a row.
///
/// `POWER_STRIDE` says how far apart the calls are that fail, in one life each; 1 tries every one.
@Suite(.serialized, .timeLimit(.minutes(10))) struct DiskFaultTests {
    @Test(arguments: Disk.Fault.allCases, [1, 6])
    func `whichever call fails, every caller is told, nothing is lost and the engine recovers`(
        fault: Disk.Fault,
        length: Int
    ) throws {
        let stride = Variable.number("POWER_STRIDE", default: 61)
        // Another series of calls for each kind, but the making of the file for all.
        var number = min(stride - 1, Int(fault.rawValue) + length)
        var isReached = true
        while isReached {
            isReached = try live(fault, after: number, length: length)
            number += stride
        }
        print("\(fault) \(length): every \(stride)th of \(number) calls")
        #expect(number > 30)
    }

    /// One life with a fault in it; false when the life was over before the fault came.
    private func live(_ fault: Disk.Fault, after number: Int, length: Int) throws -> Bool {
        let place = Comment(rawValue: "\(fault), \(length) in a row after \(number) calls")
        let disk = try Disk()
        let work = Work()
        disk.fail(fault, after: number, length: length)
        var began: TestWorker?
        // Where the file is still being made, opening it fails with a sentence, and is tried again.
        for _ in 0...length where began == nil {
            do {
                began = try TestWorker(in: disk.folder.path, work.register)
            } catch let error as ZartError {
                #expect(error.code == .storage && !error.message.isEmpty, place)
            }
        }
        let worker = try #require(began, place)
        worker.advance(by: .seconds(4))
        var acknowledged: Set<String> = []
        for round in 0..<3 {
            let id = "mine-\(round)"
            if refused(place, { try worker.start("plain", id: id, payload: "event") }) {
                // Told that it did not happen, it is asked for again when the disk is well.
                worker.advance(by: .seconds(10))
                if refused(place, { try worker.start("plain", id: id, payload: "event") }) { continue }
            }
            acknowledged.insert("\(id) is there")
            worker.advance(by: .seconds(2))
            if !refused(place, { try worker.offerEvent("go", to: id, payload: "went") }) {
                acknowledged.insert("\(id) completed with \"1ltruertrue\"")
            }
            worker.advance(by: .seconds(3))
        }
        let isReached = disk.hasFailed
        disk.mend()
        worker.advance(by: .seconds(25))
        #expect(worker.engine.isActive, place)
        try worker.start("plain", id: "last", payload: "plain")
        worker.advance(by: .seconds(10))
        acknowledged.insert("last completed with \"1ltruertrue\"")
        let lost = acknowledged.subtracting(try Facts.read(worker.scheduler))
        #expect(lost.isEmpty, place)
        for fault in try worker.faults() { Issue.record("\(fault) (\(place))") }
        worker.crash()
        return isReached
    }

    /// Whether an order was refused, for which there is only one reason here.
    private func refused(_ place: Comment, _ order: () throws -> Void) -> Bool {
        do {
            try order()
            return false
        } catch {
            #expect((error as? ZartError)?.code == .storage, "\(error) (\(place))")
            return true
        }
    }
}
