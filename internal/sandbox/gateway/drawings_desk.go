package gateway

// What lies on a desk, and the toy.

func drawHeadphones(c *canvas, t tone) {
	c.shadow(0.5, 0.88, 0.33, 0.035)
	c.fill(arcBand(0.5, 0.5, 0.32, 0.36, 178, 362, 0.062), across(0.18, 0.82, t.light, t.dark))
	c.fill(arcBand(0.5, 0.51, 0.29, 0.325, 205, 335, 0.022), solid(rgb(0x1F2227)))
	for _, side := range []struct{ x, lean float64 }{{0.2, 0.07}, {0.8, -0.07}} {
		c.fill(box(side.x+side.lean-0.045, 0.47, 0.09, 0.34, 0.045), across(side.x-0.1, side.x+0.12, rgb(0x4C5159), rgb(0x1C1E22)))
		c.fill(oval(side.x, 0.64, 0.09, 0.185), across(side.x-0.09, side.x+0.09, t.light, t.dark))
		c.fill(oval(side.x-0.012, 0.64, 0.052, 0.12), across(side.x-0.06, side.x+0.05, t.base, t.deep))
		c.fill(disc(side.x-0.014, 0.64, 0.018), solid(rgb(0xDDE1E6)))
	}
	c.fill(arcBand(0.5, 0.5, 0.335, 0.375, 215, 262, 0.012), solid(veil(0xFFFFFF, 120)))
}

func drawPhoneCase(c *canvas, t tone) {
	c.shadow(0.52, 1.06, 0.25, 0.03)
	c.fill(box(0.255, -0.02, 0.5, 1.07, 0.09), solid(t.deep))
	c.fill(box(0.245, -0.03, 0.5, 1.07, 0.09), across(0.245, 0.745, t.light, t.dark))
	c.fill(box(0.262, -0.012, 0.466, 1.034, 0.075), across(0.26, 0.73, t.base, t.dark))
	c.fill(box(0.285, 0.015, 0.235, 0.24, 0.06), solid(t.deep))
	c.fill(box(0.295, 0.025, 0.215, 0.22, 0.052), down(0.02, 0.25, t.light, t.base))
	for _, lens := range []point{{0.352, 0.085}, {0.352, 0.187}, {0.452, 0.136}} {
		c.fill(disc(lens.x, lens.y, 0.046), solid(rgb(0xB9C0CA)))
		c.fill(disc(lens.x, lens.y, 0.039), solid(rgb(0x15171B)))
		c.fill(disc(lens.x-0.008, lens.y-0.008, 0.014), solid(rgb(0x41608C)))
	}
	c.fill(disc(0.46, 0.062, 0.016), solid(rgb(0xFFF4D0)))
	c.fill(arcBand(0.495, 0.58, 0.13, 0.13, 0, 360, 0.02), solid(veil(0xFFFFFF, 150)))
	c.fill(box(0.482, 0.76, 0.026, 0.09, 0.012), solid(veil(0xFFFFFF, 150)))
}

func drawNotebook(c *canvas, t tone) {
	c.shadow(0.51, 1.02, 0.33, 0.03)
	c.fill(box(0.235, 0.03, 0.56, 0.98, 0.02), solid(t.deep))
	c.fill(box(0.245, 0.02, 0.54, 0.98, 0.015), across(0.75, 0.79, rgb(0xF7F2E6), rgb(0xD9D0BC)))
	c.fill(box(0.22, 0.0, 0.55, 0.99, 0.025), across(0.22, 0.77, t.light, t.dark))
	c.fill(box(0.22, 0.0, 0.065, 0.99, 0.02), solid(veil(0x101418, 60)))
	c.fill(box(0.685, 0.0, 0.028, 0.99, 0), solid(t.deep))
	c.fill(box(0.36, 0.28, 0.25, 0.13, 0.012), solid(rgb(0xF3E9D2)))
	c.fill(rod(0.4, 0.325, 0.57, 0.325, 0.01), solid(rgb(0x8B7A58)))
	c.fill(rod(0.4, 0.365, 0.51, 0.365, 0.01), solid(rgb(0x8B7A58)))
	c.fill(start(0.46, 0.985).line(0.49, 0.985).line(0.49, 1.07).line(0.475, 1.05).line(0.46, 1.07), solid(rgb(0xC0392B)))
}

func drawMouse(c *canvas, t tone) {
	c.shadow(0.5, 0.97, 0.27, 0.05)
	shell := start(0.5, 0.05).cube(0.68, 0.05, 0.75, 0.18, 0.75, 0.4).cube(0.78, 0.7, 0.74, 0.95, 0.5, 0.95).
		cube(0.26, 0.95, 0.22, 0.7, 0.25, 0.4).cube(0.25, 0.18, 0.32, 0.05, 0.5, 0.05)
	c.fill(shell, glow(0.4, 0.3, 0.7, t.light, t.dark))
	c.fill(rod(0.5, 0.06, 0.5, 0.44, 0.012), solid(t.deep))
	c.fill(start(0.25, 0.45).quad(0.5, 0.51, 0.75, 0.45).line(0.75, 0.465).quad(0.5, 0.53, 0.25, 0.465), solid(t.deep))
	c.fill(box(0.465, 0.15, 0.07, 0.17, 0.035), solid(rgb(0x17191D)))
	c.fill(box(0.478, 0.17, 0.044, 0.13, 0.022), down(0.17, 0.3, rgb(0x8B939F), rgb(0x474D57)))
	c.fill(oval(0.38, 0.66, 0.05, 0.16), solid(veil(0xFFFFFF, 50)))
	c.fill(disc(0.5, 0.8, 0.03), solid(veil(0xFFFFFF, 150)))
}

func drawDuck(c *canvas, t tone) {
	c.shadow(0.5, 0.85, 0.33, 0.045)
	body := start(0.16, 0.5).cube(0.22, 0.52, 0.28, 0.56, 0.34, 0.54).cube(0.5, 0.46, 0.82, 0.44, 0.86, 0.62).
		cube(0.88, 0.78, 0.74, 0.86, 0.52, 0.86).cube(0.26, 0.86, 0.12, 0.74, 0.16, 0.5)
	c.fill(body, glow(0.5, 0.56, 0.5, t.light, t.dark))
	c.fill(disc(0.65, 0.34, 0.185), glow(0.6, 0.27, 0.28, t.light, t.base))
	c.fill(start(0.28, 0.62).cube(0.36, 0.56, 0.5, 0.58, 0.56, 0.66).cube(0.5, 0.78, 0.36, 0.76, 0.28, 0.62), across(0.28, 0.56, t.dark, t.base))
	c.fill(start(0.79, 0.32).cube(0.86, 0.3, 0.93, 0.33, 0.94, 0.37).cube(0.92, 0.42, 0.84, 0.43, 0.78, 0.41), down(0.3, 0.43, rgb(0xFF9A3C), rgb(0xE0661B)))
	c.fill(rod(0.79, 0.37, 0.92, 0.37, 0.007), solid(rgb(0xB84D12)))
	c.fill(oval(0.7, 0.29, 0.032, 0.042), solid(rgb(0x1B1D22)))
	c.fill(disc(0.71, 0.275, 0.011), solid(rgb(0xFFFFFF)))
	c.fill(oval(0.67, 0.41, 0.035, 0.02), solid(veil(0xF2705B, 120)))
}
