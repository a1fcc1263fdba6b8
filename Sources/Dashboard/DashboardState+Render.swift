package import Canvas

extension DashboardState {
    /// Draws the screen.
    package func render(glyphs: Glyphs = Glyphs(.unicode)) -> Canvas {
        Overview(self, glyphs: glyphs).canvas
    }
}
