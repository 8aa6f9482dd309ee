package gateway

import "math"

// The household products. Each is drawn into the unit square, its light coming
// from the upper left.

func drawFan(c *canvas, t tone) {
	c.shadow(0.5, 0.88, 0.27, 0.045)
	// Foot and neck.
	c.fill(rod(0.5, 0.62, 0.5, 0.82, 0.05), across(0.475, 0.525, t.light, t.dark))
	c.fill(oval(0.5, 0.86, 0.21, 0.05), solid(t.deep))
	c.fill(oval(0.5, 0.845, 0.21, 0.05), across(0.29, 0.71, t.light, t.dark))
	c.fill(oval(0.5, 0.835, 0.05, 0.014), solid(rgb(0xF4F6F8)))
	// Cage, blades, hub.
	c.fill(disc(0.5, 0.39, 0.3), glow(0.44, 0.32, 0.42, rgb(0xFBFCFD), rgb(0xD5DAE1)))
	for i := range 5 {
		angle := float64(i)*72 + 14
		sin, cos := math.Sincos(angle * math.Pi / 180)
		sinA, cosA := math.Sincos((angle + 58) * math.Pi / 180)
		sinB, cosB := math.Sincos((angle + 20) * math.Pi / 180)
		blade := start(0.5+0.05*cos, 0.39+0.05*sin).
			cube(0.5+0.16*cos, 0.39+0.16*sin, 0.5+0.27*cosB, 0.39+0.27*sinB, 0.5+0.25*cosA, 0.39+0.25*sinA).
			quad(0.5+0.13*cosA, 0.39+0.13*sinA, 0.5+0.05*cosA, 0.39+0.05*sinA)
		c.fill(blade, glow(0.5, 0.39, 0.27, t.light, t.base))
	}
	for _, r := range []float64{0.13, 0.19, 0.25} {
		c.fill(arcBand(0.5, 0.39, r, r, 0, 360, 0.006), solid(veil(0x4A5460, 110)))
	}
	for i := range 12 {
		sin, cos := math.Sincos(float64(i) * math.Pi / 6)
		c.fill(rod(0.5+0.06*cos, 0.39+0.06*sin, 0.5+0.29*cos, 0.39+0.29*sin, 0.005), solid(veil(0x4A5460, 90)))
	}
	c.fill(arcBand(0.5, 0.39, 0.3, 0.3, 0, 360, 0.034), across(0.2, 0.8, t.light, t.dark))
	c.fill(disc(0.5, 0.39, 0.065), glow(0.48, 0.365, 0.09, t.light, t.dark))
}

func drawMug(c *canvas, t tone) {
	c.shadow(0.48, 0.83, 0.34, 0.05)
	c.fill(arcBand(0.72, 0.52, 0.13, 0.155, -105, 105, 0.058), across(0.66, 0.87, t.base, t.deep))
	body := start(0.2, 0.24).line(0.74, 0.24).line(0.72, 0.74).quad(0.71, 0.83, 0.62, 0.83).line(0.32, 0.83).quad(0.23, 0.83, 0.22, 0.74)
	c.fill(body, across(0.2, 0.74, t.light, t.dark))
	c.fill(box(0.27, 0.32, 0.05, 0.42, 0.025), solid(veil(0xFFFFFF, 70)))
	c.fill(oval(0.47, 0.24, 0.27, 0.065), solid(t.light))
	c.fill(oval(0.47, 0.245, 0.245, 0.052), down(0.19, 0.3, t.deep, t.dark))
	c.fill(arcBand(0.47, 0.25, 0.235, 0.042, 0, 360, 0), down(0.2, 0.3, rgb(0x3A2417), rgb(0x6B4427)))
	// A small printed heart.
	heart := start(0.5, 0.64).cube(0.39, 0.55, 0.42, 0.47, 0.46, 0.47).quad(0.49, 0.47, 0.5, 0.51).
		quad(0.51, 0.47, 0.54, 0.47).cube(0.58, 0.47, 0.61, 0.55, 0.5, 0.64)
	c.fill(heart, solid(veil(0xFFFFFF, 215)))
}

func drawLamp(c *canvas, t tone) {
	c.shadow(0.42, 0.87, 0.3, 0.045)
	// The cone of light comes first, the lamp stands before it.
	c.fill(polygon(point{0.62, 0.4}, point{0.84, 0.4}, point{0.93, 0.85}, point{0.5, 0.85}), down(0.38, 0.85, veil(0xFFE7A0, 150), veil(0xFFE7A0, 0)))
	c.fill(oval(0.36, 0.86, 0.2, 0.045), solid(t.deep))
	c.fill(oval(0.36, 0.845, 0.2, 0.045), across(0.16, 0.56, t.light, t.dark))
	c.fill(rod(0.36, 0.83, 0.25, 0.48, 0.032), across(0.23, 0.39, rgb(0xC7CDD5), rgb(0x7D8692)))
	c.fill(rod(0.25, 0.48, 0.62, 0.22, 0.032), down(0.2, 0.5, rgb(0xD5DAE0), rgb(0x8A93A0)))
	c.fill(disc(0.25, 0.48, 0.036), glow(0.24, 0.465, 0.05, t.light, t.dark))
	shade := start(0.58, 0.17).quad(0.65, 0.1, 0.73, 0.15).line(0.9, 0.4).line(0.55, 0.42)
	c.fill(shade, across(0.55, 0.88, t.light, t.dark))
	c.fill(oval(0.725, 0.408, 0.175, 0.03), solid(rgb(0xFFF3C4)))
}

func drawBottle(c *canvas, t tone) {
	c.shadow(0.5, 1.0, 0.22, 0.04)
	body := start(0.33, 0.3).quad(0.33, 0.22, 0.41, 0.2).line(0.59, 0.2).quad(0.67, 0.22, 0.67, 0.3).
		line(0.67, 0.93).quad(0.67, 1.0, 0.6, 1.0).line(0.4, 1.0).quad(0.33, 1.0, 0.33, 0.93)
	c.fill(body, across(0.33, 0.67, t.light, t.dark))
	c.fill(box(0.385, 0.28, 0.045, 0.66, 0.022), solid(veil(0xFFFFFF, 95)))
	c.fill(box(0.33, 0.9, 0.34, 0.018, 0), solid(veil(0x20242C, 60)))
	c.fill(box(0.4, 0.16, 0.2, 0.05, 0.01), across(0.4, 0.6, rgb(0xE8EBEF), rgb(0x8E97A3)))
	c.fill(box(0.385, -0.02, 0.23, 0.18, 0.035), across(0.385, 0.615, t.base, t.deep))
	c.fill(arcBand(0.5, -0.02, 0.07, 0.06, 180, 360, 0.026), solid(t.deep))
	for i := range 3 {
		c.fill(box(0.53, 0.5+float64(i)*0.055, 0.08, 0.018, 0.009), solid(veil(0xFFFFFF, 170)))
	}
}

func drawKettle(c *canvas, t tone) {
	c.shadow(0.48, 0.87, 0.33, 0.045)
	c.fill(box(0.24, 0.8, 0.46, 0.065, 0.025), across(0.24, 0.7, rgb(0x4A4F58), rgb(0x23262C)))
	// Spout to the left, handle to the right.
	c.fill(start(0.28, 0.5).cube(0.16, 0.48, 0.2, 0.34, 0.1, 0.3).line(0.14, 0.25).cube(0.27, 0.28, 0.24, 0.38, 0.33, 0.4), across(0.1, 0.33, t.light, t.base))
	c.fill(start(0.64, 0.3).cube(0.9, 0.22, 0.93, 0.4, 0.86, 0.7).line(0.8, 0.69).cube(0.85, 0.42, 0.83, 0.33, 0.65, 0.38), across(0.65, 0.9, rgb(0x4A4F58), rgb(0x1E2126)))
	body := start(0.34, 0.26).line(0.62, 0.26).cube(0.69, 0.4, 0.72, 0.6, 0.71, 0.8).line(0.23, 0.8).cube(0.22, 0.6, 0.26, 0.4, 0.34, 0.26)
	c.fill(body, across(0.22, 0.72, t.light, t.dark))
	c.fill(start(0.36, 0.32).cube(0.31, 0.45, 0.29, 0.6, 0.29, 0.74).line(0.34, 0.74).cube(0.34, 0.6, 0.36, 0.45, 0.4, 0.32), solid(veil(0xFFFFFF, 85)))
	c.fill(oval(0.48, 0.26, 0.145, 0.035), solid(t.deep))
	c.fill(arcBand(0.48, 0.25, 0.13, 0.07, 180, 360, 0), across(0.35, 0.61, t.light, t.dark))
	c.fill(disc(0.48, 0.165, 0.028), solid(rgb(0x2B2E35)))
	c.fill(disc(0.47, 0.62, 0.05), solid(veil(0xFFFFFF, 210)))
	c.fill(rod(0.47, 0.62, 0.495, 0.595, 0.009), solid(rgb(0xC0392B)))
}

func drawChair(c *canvas, t tone) {
	c.shadow(0.5, 1.03, 0.3, 0.04)
	wood := across(0.25, 0.75, rgb(0xC9945C), rgb(0x8C5C32))
	c.fill(rod(0.36, 0.68, 0.31, 1.0, 0.032), wood)
	c.fill(rod(0.66, 0.68, 0.7, 1.0, 0.032), wood)
	c.fill(rod(0.3, 0.66, 0.23, 1.02, 0.036), wood)
	c.fill(rod(0.7, 0.66, 0.78, 1.02, 0.036), wood)
	back := start(0.3, 0.08).quad(0.5, 0, 0.7, 0.08).cube(0.76, 0.25, 0.74, 0.42, 0.68, 0.56).line(0.32, 0.56).cube(0.26, 0.42, 0.24, 0.25, 0.3, 0.08)
	c.fill(back, across(0.25, 0.75, t.light, t.dark))
	for i := range 3 {
		x := 0.4 + float64(i)*0.1
		c.fill(rod(x, 0.12, 0.45+float64(i)*0.05, 0.5, 0.006), solid(veil(0x101418, 55)))
	}
	seat := start(0.24, 0.6).quad(0.5, 0.52, 0.76, 0.6).quad(0.82, 0.7, 0.72, 0.73).line(0.28, 0.73).quad(0.18, 0.7, 0.24, 0.6)
	c.fill(seat, down(0.55, 0.74, t.light, t.dark))
	c.fill(start(0.2, 0.68).quad(0.5, 0.74, 0.8, 0.68).quad(0.79, 0.73, 0.72, 0.735).line(0.28, 0.735).quad(0.21, 0.73, 0.2, 0.68), solid(t.deep))
}

func drawUmbrella(c *canvas, t tone) {
	c.shadow(0.5, 0.93, 0.2, 0.03)
	c.fill(rod(0.5, 0.12, 0.5, 0.82, 0.02), across(0.49, 0.51, rgb(0xC7CDD5), rgb(0x6C7480)))
	c.fill(arcBand(0.445, 0.82, 0.055, 0.07, 0, 180, 0.034), across(0.38, 0.52, rgb(0x8A5A36), rgb(0x5A3819)))
	// Five panels between six ribs.
	edge := []float64{0.06, 0.22, 0.4, 0.6, 0.78, 0.94}
	shades := []paint{solid(t.light), solid(t.base), across(0.4, 0.6, t.light, t.base), solid(t.dark), solid(t.deep)}
	for i := range shades {
		left, right := edge[i], edge[i+1]
		panel := start(0.5, 0.13).
			cube(0.5+(left-0.5)*0.5, 0.14, 0.5+(left-0.5)*0.95, 0.3, left, 0.53).
			quad((left+right)/2, 0.45, right, 0.53).
			cube(0.5+(right-0.5)*0.95, 0.3, 0.5+(right-0.5)*0.5, 0.14, 0.5, 0.13)
		c.fill(panel, shades[i])
	}
	c.fill(rod(0.5, 0.07, 0.5, 0.14, 0.018), solid(rgb(0x3B4048)))
}
