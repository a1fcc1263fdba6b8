/// Two executions side by side.
package struct DiffPage: Hashable, Sendable {
    /// One thing compared.
    package struct Row: Hashable, Sendable {
        /// What it is: a field, or a step's.
        package var label: String
        /// What the first has there.
        package var left: String
        /// What the second has there.
        package var right: String
        /// Both where there is no room for them whole: cut to begin where they differ.
        package var short: Pair?
        /// How they differ; empty where they do not.
        package var difference: String

        /// A text of each.
        package struct Pair: Hashable, Sendable {
            let left: String
            let right: String

            /// Creates it.
            package init(left: String, right: String) {
                self.left = left
                self.right = right
            }
        }

        /// Creates a row.
        package init(_ label: String, _ left: String, _ right: String, difference: String) {
            self.label = label
            self.left = left
            self.right = right
            self.difference = difference
        }
    }

    /// The ids of both.
    package var ids: [String]
    /// What is compared, in its order.
    package var rows: [Row] = []
    /// What is wrong with the question, such as an execution that is not there.
    package var complaint: String?

    /// Creates a page without rows.
    package init(_ ids: [String]) {
        self.ids = ids
    }
}
