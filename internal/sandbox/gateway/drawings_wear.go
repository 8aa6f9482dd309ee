package gateway

import "math"

// What is worn or carried.

func drawBackpack(c *canvas, t tone) {
	c.shadow(0.5, 1.0, 0.33, 0.045)
	c.fill(arcBand(0.5, 0.1, 0.085, 0.09, 170, 370, 0.034), solid(t.deep))
	c.fill(rod(0.22, 0.35, 0.17, 0.8, 0.075), solid(t.deep))
	c.fill(rod(0.78, 0.35, 0.83, 0.8, 0.075), solid(t.deep))
	body := start(0.2, 0.36).cube(0.2, 0.14, 0.32, 0.08, 0.5, 0.08).cube(0.68, 0.08, 0.8, 0.14, 0.8, 0.36).
		line(0.82, 0.9).quad(0.82, 1.0, 0.72, 1.0).line(0.28, 1.0).quad(0.18, 1.0, 0.18, 0.9)
	c.fill(body, across(0.18, 0.82, t.light, t.dark))
	c.fill(arcBand(0.5, 0.4, 0.26, 0.26, 180, 360, 0.014), solid(t.deep))
	c.fill(box(0.27, 0.56, 0.46, 0.36, 0.06), across(0.27, 0.73, t.base, t.deep))
	c.fill(box(0.31, 0.63, 0.38, 0.014, 0.007), solid(rgb(0xD8DCE2)))
	c.fill(rod(0.64, 0.64, 0.64, 0.7, 0.016), solid(rgb(0xD8DCE2)))
	c.fill(box(0.42, 0.42, 0.16, 0.07, 0.012), solid(rgb(0xB98A52)))
	c.fill(start(0.25, 0.3).cube(0.26, 0.2, 0.32, 0.15, 0.4, 0.13).cube(0.34, 0.18, 0.31, 0.24, 0.3, 0.32), solid(veil(0xFFFFFF, 60)))
}

func drawSneaker(c *canvas, t tone) {
	c.shadow(0.5, 0.8, 0.43, 0.04)
	upper := start(0.12, 0.36).quad(0.2, 0.27, 0.28, 0.3).quad(0.33, 0.42, 0.42, 0.33).
		cube(0.52, 0.46, 0.66, 0.53, 0.82, 0.56).quad(0.92, 0.59, 0.92, 0.7).line(0.1, 0.7).quad(0.07, 0.5, 0.12, 0.36)
	c.fill(upper, across(0.08, 0.92, t.light, t.dark))
	c.fill(start(0.72, 0.54).quad(0.92, 0.57, 0.92, 0.7).line(0.74, 0.7).quad(0.78, 0.62, 0.72, 0.54), solid(t.dark))
	c.fill(start(0.12, 0.36).quad(0.07, 0.5, 0.1, 0.7).line(0.24, 0.7).quad(0.16, 0.54, 0.2, 0.34), solid(t.deep))
	c.fill(start(0.22, 0.66).quad(0.45, 0.64, 0.66, 0.5).quad(0.52, 0.7, 0.3, 0.7), solid(rgb(0xF7F8FA)))
	sole := start(0.07, 0.68).line(0.93, 0.68).quad(0.96, 0.74, 0.91, 0.78).line(0.12, 0.79).quad(0.05, 0.77, 0.07, 0.68)
	c.fill(sole, down(0.68, 0.79, rgb(0xFDFDFE), rgb(0xC3C9D1)))
	c.fill(box(0.08, 0.755, 0.85, 0.02, 0.01), solid(t.dark))
	for i := range 4 {
		x, y := 0.41+float64(i)*0.065, 0.385+float64(i)*0.035
		c.fill(rod(x, y, x+0.05, y-0.035, 0.016), solid(rgb(0xFFFFFF)))
	}
}

func drawTShirt(c *canvas, t tone) {
	c.shadow(0.5, 0.9, 0.27, 0.03)
	shirt := start(0.37, 0.12).quad(0.5, 0.21, 0.63, 0.12).line(0.76, 0.18).quad(0.84, 0.25, 0.93, 0.42).line(0.79, 0.5).line(0.73, 0.42).
		line(0.74, 0.86).quad(0.5, 0.9, 0.26, 0.86).line(0.27, 0.42).line(0.21, 0.5).line(0.07, 0.42).quad(0.16, 0.25, 0.24, 0.18)
	c.fill(shirt, across(0.07, 0.93, t.light, t.dark))
	c.fill(start(0.37, 0.12).quad(0.5, 0.21, 0.63, 0.12).line(0.655, 0.13).quad(0.5, 0.26, 0.345, 0.13), solid(t.deep))
	c.fill(start(0.27, 0.42).line(0.3, 0.32).line(0.3, 0.8).line(0.265, 0.8), solid(veil(0x101418, 40)))
	c.fill(start(0.73, 0.42).line(0.7, 0.32).line(0.7, 0.8).line(0.735, 0.8), solid(veil(0x101418, 50)))
	c.fill(start(0.42, 0.5).cube(0.44, 0.62, 0.4, 0.7, 0.43, 0.84).line(0.45, 0.84).cube(0.43, 0.7, 0.46, 0.6, 0.44, 0.5), solid(veil(0x101418, 30)))
	c.fill(arcBand(0.5, 0.42, 0.09, 0.09, 0, 360, 0.022), solid(veil(0xFFFFFF, 225)))
	c.fill(rod(0.44, 0.42, 0.56, 0.42, 0.02), solid(veil(0xFFFFFF, 225)))
}

func drawWatch(c *canvas, t tone) {
	c.shadow(0.53, 1.06, 0.16, 0.025)
	strap := start(0.4, 0.3).line(0.41, -0.05).quad(0.5, -0.09, 0.59, -0.05).line(0.6, 0.3).line(0.6, 0.72).line(0.57, 1.05).quad(0.5, 1.1, 0.43, 1.05).line(0.4, 0.72)
	c.fill(strap, across(0.4, 0.6, t.light, t.dark))
	for i := range 4 {
		c.fill(oval(0.5, 0.86+float64(i)*0.05, 0.009, 0.011), solid(t.deep))
	}
	c.fill(box(0.705, 0.47, 0.04, 0.06, 0.01), across(0.7, 0.75, rgb(0xE3E6EA), rgb(0x858D98)))
	c.fill(disc(0.5, 0.5, 0.215), across(0.28, 0.72, rgb(0xF2F4F6), rgb(0x8A929E)))
	c.fill(disc(0.5, 0.5, 0.185), glow(0.46, 0.44, 0.26, rgb(0xFFFFFF), rgb(0xE3E7EC)))
	for i := range 12 {
		sin, cos := math.Sincos(float64(i) * math.Pi / 6)
		inner := 0.155
		if i%3 == 0 {
			inner = 0.14
		}
		c.fill(rod(0.5+inner*cos, 0.5+inner*sin, 0.5+0.168*cos, 0.5+0.168*sin, 0.011), solid(rgb(0x30343C)))
	}
	c.fill(rod(0.5, 0.5, 0.43, 0.42, 0.016), solid(rgb(0x22252B)))
	c.fill(rod(0.5, 0.5, 0.6, 0.41, 0.011), solid(rgb(0x22252B)))
	c.fill(rod(0.48, 0.56, 0.53, 0.36, 0.005), solid(rgb(0xD0402F)))
	c.fill(disc(0.5, 0.5, 0.014), solid(rgb(0x22252B)))
}

func drawTote(c *canvas, t tone) {
	c.shadow(0.5, 0.9, 0.3, 0.04)
	c.fill(arcBand(0.5, 0.36, 0.15, 0.26, 180, 360, 0.028), solid(t.dark))
	bag := start(0.2, 0.34).line(0.8, 0.34).line(0.83, 0.86).quad(0.83, 0.9, 0.79, 0.9).line(0.21, 0.9).quad(0.17, 0.9, 0.17, 0.86)
	c.fill(bag, across(0.17, 0.83, t.light, t.dark))
	c.fill(box(0.2, 0.34, 0.6, 0.05, 0), solid(veil(0x101418, 36)))
	c.fill(arcBand(0.5, 0.38, 0.15, 0.27, 180, 360, 0.03), across(0.35, 0.65, t.base, t.deep))
	c.fill(box(0.33, 0.36, 0.04, 0.08, 0.006), solid(t.deep))
	c.fill(box(0.63, 0.36, 0.04, 0.08, 0.006), solid(t.deep))
	// A printed leaf.
	c.fill(start(0.5, 0.78).cube(0.36, 0.7, 0.4, 0.54, 0.5, 0.48).cube(0.6, 0.54, 0.64, 0.7, 0.5, 0.78), solid(veil(0xFFFFFF, 200)))
	c.fill(rod(0.5, 0.52, 0.5, 0.83, 0.01), solid(t.deep))
	c.fill(start(0.3, 0.42).cube(0.31, 0.6, 0.27, 0.72, 0.29, 0.88).line(0.32, 0.88).cube(0.3, 0.72, 0.34, 0.6, 0.33, 0.42), solid(veil(0x101418, 26)))
}

func drawCap(c *canvas, t tone) {
	c.shadow(0.5, 0.76, 0.4, 0.04)
	crown := start(0.14, 0.66).cube(0.12, 0.32, 0.3, 0.17, 0.45, 0.17).cube(0.62, 0.17, 0.74, 0.34, 0.74, 0.6).quad(0.45, 0.54, 0.14, 0.66)
	c.fill(crown, glow(0.36, 0.28, 0.5, t.light, t.dark))
	c.fill(start(0.45, 0.17).cube(0.36, 0.28, 0.33, 0.42, 0.34, 0.58).line(0.35, 0.58).cube(0.345, 0.42, 0.375, 0.28, 0.46, 0.17), solid(veil(0x101418, 70)))
	c.fill(start(0.46, 0.17).cube(0.56, 0.26, 0.61, 0.42, 0.61, 0.57).line(0.6, 0.57).cube(0.6, 0.42, 0.55, 0.27, 0.45, 0.17), solid(veil(0x101418, 70)))
	c.fill(disc(0.455, 0.165, 0.026), solid(t.deep))
	brim := start(0.36, 0.59).quad(0.6, 0.54, 0.74, 0.6).cube(0.88, 0.61, 0.95, 0.66, 0.94, 0.72).cube(0.76, 0.66, 0.56, 0.68, 0.4, 0.7).quad(0.34, 0.66, 0.36, 0.59)
	c.fill(brim, down(0.55, 0.72, t.base, t.deep))
	c.fill(arcBand(0.5, 0.41, 0.06, 0.06, 0, 360, 0.018), solid(veil(0xFFFFFF, 220)))
}
