package import Canvas

/// What a key can mean; the text form is the name that configuration files use.
package enum Action: String, CaseIterable, Hashable, Sendable {
    case next = "row.next"
    case previous = "row.prev"
    case first = "row.first"
    case last = "row.last"
    case pageDown = "page.down"
    case pageUp = "page.up"
    case panLeft = "pan.left"
    case panRight = "pan.right"
    case nextPane = "pane.next"
    case previousPane = "pane.prev"
    case viewTasks = "view.tasks"
    case viewExecutions = "view.executions"
    case viewEvents = "view.events"
    case viewWorkers = "view.workers"
    case open = "open"
    case back = "back"
    case viewLast = "view.last"
    case attention = "attention"

    case filter = "filter"
    case nextHit = "hit.next"
    case previousHit = "hit.prev"
    case sortColumn = "sort.column"
    case sortInvert = "sort.invert"
    case command = "command"

    case markToggle = "mark.toggle"
    case markRange = "mark.range"
    case markInvert = "mark.invert"
    case undo = "undo"
    case copyID = "copy.id"
    case copyJSON = "copy.json"
    case save = "save.view"

    case cancel = "execution.cancel"
    case kill = "execution.cancel.force"
    case retryNow = "execution.retryNow"
    case rerun = "execution.rerun"
    case trigger = "task.trigger"
    case pause = "task.pause"
    case stop = "task.stop"
    case takeOver = "engine.takeOver"

    case eventsOfSelection = "events.ofSelection"
    case output = "output.ofStep"
    case ledgerOfSelection = "ledger.ofSelection"
    case compare = "executions.compare"
    case follow = "follow"
    case freeze = "freeze"
    case timeBack = "time.back"
    case timeForward = "time.forward"
    case timeFarBack = "time.farBack"
    case timeFarForward = "time.farForward"
    case expand = "pane.expand"
    case zoomIn = "zoom.in"
    case zoomOut = "zoom.out"
    case zoomFit = "zoom.fit"
    case level = "level"
    case wrap = "wrap"
    case bookmark = "bookmark"
    case theme = "theme.pick"
    case mouse = "mouse.toggle"
    case help = "help"
    case redraw = "redraw"
    case suspend = "suspend"
    case quit = "quit"

    /// Whether it changes what the engine does: not there when looking only.
    package var isOrder: Bool {
        switch self {
        case .cancel, .kill, .retryNow, .rerun, .trigger, .pause, .stop, .takeOver: true
        default: false
        }
    }

    /// Whether in a list it is about the row of the cursor, or those that are marked.
    var needsRow: Bool {
        switch self {
        case .open, .markToggle, .markRange, .markInvert, .copyID, .copyJSON, .cancel, .kill, .retryNow,
            .rerun, .trigger, .pause, .stop, .eventsOfSelection, .output, .ledgerOfSelection, .compare:
            true
        default: false
        }
    }

    /// Whether it only moves about: such keys may come in any number.
    var isMovement: Bool {
        switch self {
        case .next, .previous, .first, .last, .pageDown, .pageUp, .panLeft, .panRight, .nextPane,
            .previousPane, .zoomIn, .zoomOut:
            true
        default: false
        }
    }

    /// The views it has a meaning in.
    package var views: [View] {
        switch self {
        case .sortColumn, .sortInvert: [.tasks, .executions]
        case .markToggle, .markRange, .markInvert: [.tasks, .executions]
        case .cancel, .kill: [.tasks, .executions, .detail, .output]
        case .retryNow: [.tasks, .executions, .detail]
        case .rerun: [.executions, .detail]
        case .trigger, .pause, .stop: [.tasks]
        case .zoomIn, .zoomOut, .zoomFit: [.detail]
        case .panLeft, .panRight: [.detail, .events, .output]
        case .follow: [.detail, .events, .output]
        case .level: [.events, .ledger]
        case .bookmark: [.events]
        case .wrap: [.events, .output]
        case .open: [.tasks, .executions, .detail, .events, .ledger, .diff]
        case .eventsOfSelection: [.tasks, .executions, .detail, .output]
        case .ledgerOfSelection: [.tasks, .executions, .detail]
        case .output: [.executions, .detail]
        case .compare: [.executions]
        case .expand: [.tasks, .executions, .detail, .ledger]
        case .nextPane, .previousPane: [.detail, .output]
        case .filter: [.tasks, .executions, .events, .output]
        case .nextHit, .previousHit: [.events, .output]
        default: View.allCases
        }
    }

    /// The keys that mean it unless the operator says otherwise.
    package var usualKeys: [Key] {
        switch self {
        case .next: [.character("j"), .down]
        case .previous: [.character("k"), .up]
        case .first: [.character("g"), .home]
        case .last: [.character("G"), .end]
        case .pageDown: [.control("d"), .pageDown]
        case .pageUp: [.control("u"), .pageUp]
        case .panLeft: [.character("h"), .left]
        case .panRight: [.character("l"), .right]
        case .nextPane: [.tab]
        case .previousPane: [.backTab]
        case .viewTasks: [.character("1")]
        case .viewExecutions: [.character("2")]
        case .viewEvents: [.character("3")]
        case .viewWorkers: [.character("4")]
        case .open: [.enter]
        case .back: [.escape]
        case .viewLast: [.character("`")]
        case .attention: [.character("!")]
        case .filter: [.character("/")]
        case .nextHit: [.character("n")]
        case .previousHit: [.character("N")]
        case .sortColumn: [.character("s")]
        case .sortInvert: [.character("I")]
        case .command: [.character(":")]
        case .markToggle: [.character(" ")]
        case .markRange: [.character("v")]
        case .markInvert: [.character("*")]
        case .undo: [.character("u")]
        case .copyID: [.character("y")]
        case .copyJSON: [.character("Y")]
        case .save: [.control("s")]
        case .cancel: [.character("x")]
        case .kill: [.character("X")]
        case .retryNow: [.character("r")]
        case .rerun: [.character("R")]
        case .trigger: [.character("t")]
        case .pause: [.character("p")]
        case .stop: [.character("S")]
        case .takeOver: [.character("E")]
        case .eventsOfSelection: [.character("o")]
        case .output: [.character("O")]
        case .ledgerOfSelection: [.character("D")]
        case .compare: [.character("c")]
        case .follow: [.character("f")]
        case .freeze: [.character("F")]
        case .timeBack: [.character("[")]
        case .timeForward: [.character("]")]
        case .timeFarBack: [.character("{")]
        case .timeFarForward: [.character("}")]
        case .expand: [.character("e")]
        case .zoomIn: [.character("+"), .character("=")]
        case .zoomOut: [.character("-")]
        case .zoomFit: [.character("0")]
        case .level: [.character("L")]
        case .wrap: [.character("w")]
        case .bookmark: [.character("b")]
        case .theme: [.character("T")]
        case .mouse: [.character("m")]
        case .help: [.character("?"), .function(1)]
        case .redraw: [.control("l")]
        case .suspend: [.control("z")]
        case .quit: [.character("q"), .control("c")]
        }
    }

    /// What it does, in the help and the list of commands.
    package var title: String {
        switch self {
        case .next: "next row"
        case .previous: "previous row"
        case .first: "first row"
        case .last: "last row"
        case .pageDown: "half a page down"
        case .pageUp: "half a page up"
        case .panLeft: "pan left"
        case .panRight: "pan right"
        case .nextPane: "next pane"
        case .previousPane: "previous pane"
        case .viewTasks: "recurring tasks"
        case .viewExecutions: "executions"
        case .viewEvents: "events"
        case .viewWorkers: "workers"
        case .open: "open"
        case .back: "back, close"
        case .viewLast: "last view"
        case .attention: "what needs me"
        case .filter: "filter, search"
        case .nextHit: "next hit"
        case .previousHit: "previous hit"
        case .sortColumn: "sort by…"
        case .sortInvert: "turn the order"
        case .command: "command"
        case .markToggle: "mark row"
        case .markRange: "mark range"
        case .markInvert: "invert marks"
        case .undo: "undo"
        case .copyID: "copy id"
        case .copyJSON: "copy as JSON"
        case .save: "save view"
        case .cancel: "cancel…"
        case .kill: "force cancel…"
        case .retryNow: "retry now"
        case .rerun: "re-run from…"
        case .trigger: "trigger now"
        case .pause: "pause, resume"
        case .stop: "stop task…"
        case .takeOver: "take over"
        case .eventsOfSelection: "events of it"
        case .output: "output of step"
        case .ledgerOfSelection: "decisions"
        case .compare: "compare two"
        case .follow: "follow"
        case .freeze: "freeze screen"
        case .timeBack: "a minute back"
        case .timeForward: "a minute on"
        case .timeFarBack: "an hour back"
        case .timeFarForward: "an hour on"
        case .expand: "expand pane"
        case .zoomIn: "zoom in"
        case .zoomOut: "zoom out"
        case .zoomFit: "fit"
        case .level: "level"
        case .wrap: "wrap lines"
        case .bookmark: "mark the time"
        case .theme: "theme"
        case .mouse: "mouse on, off"
        case .help: "help"
        case .redraw: "redraw"
        case .suspend: "suspend"
        case .quit: "quit"
        }
    }
}
