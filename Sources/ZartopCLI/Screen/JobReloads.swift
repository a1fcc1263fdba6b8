/// The job file of a dashboard, and what there is to say of it.
struct JobReloads {
    /// Nil when there is none.
    let feed: JobFeed?
    let notes: JobNotes
}
