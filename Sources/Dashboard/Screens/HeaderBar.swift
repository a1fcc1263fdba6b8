internal import Canvas

/// The row of identity and health; when nothing can fire or be read, the whole row says so.
enum HeaderBar {
    static func draw(_ state: DashboardState, on canvas: inout Canvas, in area: Area) {
        guard area.rows > 0 else { return }
        let snapshot = state.snapshot
        let alarm: Style? =
            snapshot.fault != nil || snapshot.writeFault != nil
            ? Style(.flashError, reversed: true)
            : snapshot.isUnattended ? Style(.stateLate, reversed: true) : nil
        if let alarm { canvas.fill(row: area.row, column: area.column, width: area.columns, style: alarm) }

        let badges = badges(state, canvas.glyphs)
        let badgeWidth = badges.reduce(0) { $0 + 2 + GraphemeReader.width(of: $1.text) }
        var clock = TimeText.clock(snapshot.now)
        var end = area.columns - 1
        let isPast = snapshot.standing == .past
        // Now is today; the past is any day, which takes 11 columns more. Only that it is the past goes before it.
        if isPast, end - clock.utf8.count - 12 - " PAST ".utf8.count >= 8 {
            clock = "\(TimeText.date(snapshot.now)) \(clock)"
        }
        // What is wrong goes before the time where there is no room for both, unless the time is what is looked at.
        if isPast || end - clock.utf8.count - 1 - badgeWidth >= 8 || badges.isEmpty {
            end -= clock.utf8.count
            // Plain as the ages are: a second changes cells of one style, and a terminal is sent the style once.
            canvas.draw(clock, row: area.row, column: end, style: alarm ?? .text)
            end -= 1
        }
        if let fault = snapshot.fault ?? snapshot.writeFault {
            drawFault(fault, snapshot, on: &canvas, row: area.row, end: end, style: alarm ?? .text)
            return
        }
        let wide = area.columns >= 100
        let name = min(GraphemeReader.width(of: snapshot.database), 24)
        let counts = counts(snapshot.totals, isWide: wide, room: end - 2 - name - badgeWidth)
        let countsWidth = counts.reduce(0) { $0 + 2 + $1.text.utf8.count }
        var column = end - countsWidth
        for count in counts {
            canvas.draw(count.text, row: area.row, column: column, style: alarm ?? Style(count.role))
            column += count.text.utf8.count + 2
        }
        end -= countsWidth + (counts.isEmpty ? 0 : 1)
        let room = max(min(4, end - 1), min(24, end - 1 - badgeWidth))
        column = 1
        column += canvas.draw(
            snapshot.database,
            row: area.row,
            column: column,
            width: room,
            style: alarm ?? Style(.headerBar)
        )
        for badge in badges {
            column += column > 1 ? 1 : 0
            let style = badge.isLoud ? Style(badge.role, reversed: true) : Style(badge.role)
            column += canvas.draw(
                badge.text,
                row: area.row,
                column: column,
                width: end - column,
                style: alarm ?? style
            )
        }
        if wide, let process = snapshot.workerProcess {
            let text = "engine pid \(process)"
            if column + 2 + text.utf8.count < end {
                canvas.draw(text, row: area.row, column: column + 2, style: alarm ?? Style(.textDim))
            }
        }
    }

    private static func drawFault(
        _ fault: String,
        _ snapshot: Snapshot,
        on canvas: inout Canvas,
        row: Int,
        end: Int,
        style: Style
    ) {
        let text = "\(canvas.glyphs.glyph(.late)) FAULT \(fault)"
        let wanted = GraphemeReader.width(of: text) + 2
        let room = min(24, max(0, end - 1 - min(wanted, max(20, end * 3 / 4))))
        let name =
            room < 6 ? 0 : canvas.draw(snapshot.database, row: row, column: 1, width: room, style: style) + 2
        canvas.draw(text, row: row, column: 1 + name, width: end - 1 - name, style: style)
    }

    /// What this process is to the database, and what is unusual about the screen.
    private static func badges(
        _ state: DashboardState,
        _ glyphs: Glyphs
    ) -> [(text: String, role: Role, isLoud: Bool)] {
        var badges: [(text: String, role: Role, isLoud: Bool)] = []
        let standing = state.snapshot.standing
        let silent = state.snapshot.silentSince.map { since in
            let length = TimeText.span(max(0, state.snapshot.now.since(since)))
            return "\(glyphs.glyph(.late)) WORKER SILENT \(length)"
        }
        switch standing {
        case .live, .attached:
            if let silent {
                badges.append((silent, .stateLate, true))
            } else {
                badges.append(("\(glyphs.glyph(.active)) \(standing.rawValue)", .badgeLive, false))
            }
        case .unattended: break
        case .past:
            let playing = state.past?.isPlaying == true ? "\(glyphs.glyph(.running)) " : ""
            badges.append((" PAST \(playing)", .badgePast, true))
            if let silent { badges.append((silent, .stateLate, true)) }
            if state.snapshot.prunedTasks > 0 { badges.append(("partly pruned", .stateLate, false)) }
        case .readOnly: badges.append(("\(glyphs.glyph(.scheduled)) READ-ONLY", .badgeReadOnly, false))
        }
        if state.snapshot.isUnattended {
            badges.append(("\(glyphs.glyph(.late)) NO WORKER: nothing fires", .stateLate, true))
        }
        if let hold = state.snapshot.hold {
            let end = state.snapshot.holdPause?.until.map { " until \(TimeText.clock($0).prefix(8))" } ?? ""
            badges.append((" ALL PAUSED\(end) by \(hold) ", .stateLate, true))
        }
        let count = state.snapshot.stepRules.count
        if count > 0 {
            badges.append(("\(count) step rule\(count == 1 ? "" : "s")", .stateLate, false))
        }
        if state.isFrozen { badges.append((" FROZEN ", .badgeFrozen, true)) }
        if state.isDraining || state.snapshot.isWorkerDraining {
            let count = state.snapshot.totals.stepsInFlight
            badges.append((count > 0 ? " DRAINING \(count) " : " DRAINING ", .badgeFrozen, true))
        }
        return badges
    }

    /// The counters that fit, the least telling dropped first.
    private static func counts(
        _ totals: Totals,
        isWide: Bool,
        room: Int
    ) -> [(text: String, role: Role, worth: Int)] {
        func role(_ count: Int, _ role: Role) -> Role { count > 0 ? role : .textDim }
        func text(_ count: Int, _ short: String, _ long: String) -> String {
            "\(count) \(isWide ? long : short)"
        }
        let failed = totals.failedLastHour
        var counts: [(text: String, role: Role, worth: Int)] = [
            (text(totals.recurring, "rec", "recurring"), .text, 1),
            (text(totals.running, "run", "running"), role(totals.running, .stateRunning), 3),
            (text(totals.retrying, "retry", "retrying"), role(totals.retrying, .stateRetrying), 2),
        ]
        if !totals.areFailuresPruned {
            counts.append((text(failed, "fail/h", "failed/1h"), role(failed, .stateFailed), 5))
        }
        counts.append((text(totals.late, "late", "late"), role(totals.late, .stateLate), 4))
        while counts.reduce(0, { $0 + 2 + $1.text.utf8.count }) > room,
            let least = counts.indices.min(by: { counts[$0].worth < counts[$1].worth })
        {
            counts.remove(at: least)
        }
        return counts
    }
}
