package import Canvas

extension DashboardState {
    /// Draws the screen.
    package func render(glyphs: Glyphs = Glyphs(.unicode)) -> Canvas {
        var canvas = Canvas(size: size, glyphs: glyphs)
        let layout = layout
        guard layout.hasView else {
            StatusLine.draw(self, on: &canvas)
            return canvas
        }
        HeaderBar.draw(self, on: &canvas, in: layout.header)
        if let tabs = layout.tabs { TabBar.draw(self, on: &canvas, in: tabs) }
        switch view {
        case .tasks: TasksScreen.draw(self, on: &canvas, in: layout.body)
        case .executions: ExecutionsScreen.draw(self, on: &canvas, in: layout.body)
        case .detail: DetailScreen.draw(self, on: &canvas, in: layout.body)
        case .events: EventsScreen.draw(self, on: &canvas, in: layout.body)
        case .ledger: LedgerScreen.draw(self, on: &canvas, in: layout.body)
        case .diff: DiffScreen.draw(self, on: &canvas, in: layout.body)
        case .workers: WorkersScreen.draw(self, on: &canvas, in: layout.body)
        case .output: OutputScreen.draw(self, on: &canvas, in: layout.body)
        }
        let last = layout.body.split(top: layout.body.rows - 1).rest
        let footer = layout.footer ?? (FooterBar.mustShow(self) ? last : nil)
        drawOverlay(on: &canvas)
        if let footer { FooterBar.draw(self, on: &canvas, in: footer) }
        return canvas
    }

    private func drawOverlay(on canvas: inout Canvas) {
        switch overlay {
        case .help(let help): HelpScreen.draw(help, self, on: &canvas)
        case .themes(let picker): ThemesDialog.draw(picker, self, on: &canvas)
        case .confirm(let question): ConfirmationDialog.draw(question, self, on: &canvas)
        case .leaving: LeavingBox.draw(self, on: &canvas)
        case .resume(let dialog): ResumeBox.draw(dialog, self, on: &canvas)
        case .prompt, nil: break
        }
    }
}
