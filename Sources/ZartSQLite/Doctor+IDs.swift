internal import ZartCore

extension Doctor {
    /// Every numbered execution bears the id its task's template makes, and no two templates can make the same.
    struct IDExamination: Examination {
        let name = "ids"

        private struct Registered {
            let text: String
            let task: Int64
            let template: IDTemplate
        }

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            let templates = try read(snapshot, &findings)
            for (index, one) in templates.enumerated() {
                for other in templates[(index + 1)...] where one.template.canCollide(with: other.template) {
                    guard one.task != other.task else { continue }
                    findings.fault("templates '\(one.text)' and '\(other.text)' can make the same id")
                }
            }
            for task in snapshot.tasks {
                if task.taskID != "__zart_recurring__:\(task.name)" {
                    findings.fault("task '\(task.name)' bears the task_id '\(task.taskID)'")
                }
                guard task.isDurable else { continue }
                let own = templates.filter { $0.task == task.id }
                guard let current = own.first(where: { $0.text == task.template }) else {
                    findings.fault(
                        "the template '\(task.template ?? "")' of task '\(task.name)' was never registered"
                    )
                    continue
                }
                try examineIDs(of: task, current: current, own, snapshot, &findings)
            }
            try examineOwnIDs(templates, snapshot, &findings)
            return "every id is its template's, \(counted(templates.count, "template"))"
        }

        private func read(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> [Registered]
        {
            var templates: [Registered] = []
            try snapshot.each("SELECT template, task FROM zart_templates ORDER BY template") { row in
                let text = row.text(0)
                do throws(InvalidInput) {
                    templates.append(.init(text: text, task: row.int64(1), template: try IDTemplate(text)))
                } catch {
                    findings.fault("'\(text)' is no template: \(error.message)")
                }
            }
            return templates
        }

        private func examineIDs(
            of task: TaskRow,
            current: Registered,
            _ own: [Registered],
            _ snapshot: Snapshot,
            _ findings: inout Findings
        ) throws(StoreError) {
            try snapshot.each(
                """
                SELECT id, occurrence FROM zart_executions
                WHERE task = ?1 AND occurrence IS NOT NULL AND id <> ?2 || occurrence || ?3
                """,
                task.id,
                current.template.prefix,
                current.template.suffix
            ) { row in
                let (id, number) = (row.text(0), row.int(1))
                // Older executions bear the id of an earlier template.
                guard !own.contains(where: { $0.template.id(number) == id }) else { return }
                findings.fault(
                    "'\(id)' is occurrence \(number) of task '\(task.name)', but no template of it makes "
                        + "that id"
                )
            }
        }

        /// An id that somebody chose is one that no template can make.
        private func examineOwnIDs(
            _ templates: [Registered],
            _ snapshot: Snapshot,
            _ findings: inout Findings
        ) throws(StoreError) {
            try snapshot.each(
                "SELECT id, task, occurrence FROM zart_executions WHERE occurrence IS NULL OR task IS NULL"
            ) { row in
                let id = row.text(0)
                if row.isNull(1), !row.isNull(2) {
                    findings.fault("'\(id)' has the number \(row.int64(2)), but no task")
                }
                guard row.isNull(2) else { return }
                for maker in templates where maker.template.occurrence(of: id) != nil {
                    findings.fault("'\(id)' has no number, but the template '\(maker.text)' can make its id")
                }
            }
        }
    }
}
