extension Doctor {
    /// The stretches still open in the sweep: a heap, the one that closes first on top.
    struct OpenStretches {
        struct Stretch {
            let opened: Int64
            let closed: Int64
            /// Whether a later run opened it again.
            let isAgain: Bool
            let execution: Int64
        }

        private(set) var all: [Stretch] = []

        mutating func add(_ stretch: Stretch) {
            all.append(stretch)
            var child = all.count - 1
            while child > 0, all[child].closed < all[(child - 1) / 2].closed {
                all.swapAt(child, (child - 1) / 2)
                child = (child - 1) / 2
            }
        }

        /// Forgets those that closed at that time or before.
        mutating func close(through time: Int64) {
            while let first = all.first, first.closed <= time {
                all.swapAt(0, all.count - 1)
                all.removeLast()
                sink()
            }
        }

        private mutating func sink() {
            var parent = 0
            while true {
                var least = parent
                for child in [2 * parent + 1, 2 * parent + 2] where child < all.count {
                    if all[child].closed < all[least].closed { least = child }
                }
                guard least != parent else { return }
                all.swapAt(parent, least)
                parent = least
            }
        }
    }
}
