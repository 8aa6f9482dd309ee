package main

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
)

// drawPhoto draws a photograph of 24 megapixels, with as much grain as makes
// its file about so large.
func drawPhoto(seed uint64, megabytes float64) (raw []byte, size image.Point, err error) {
	encode := func(size image.Point, grain float64) ([]byte, error) {
		var b bytes.Buffer
		err := jpeg.Encode(&b, grainy(seed, size, grain), &jpeg.Options{Quality: 90})
		return b.Bytes(), err
	}
	const part = 8 // of each side is enough to find the grain
	size = image.Pt(6000, 4000)
	least, most := 0.0, 255.0
	for range 10 {
		grain := (least + most) / 2
		sample, err := encode(size.Div(part), grain)
		if err != nil {
			return nil, size, err
		}
		if float64(len(sample)*part*part) < megabytes*1e6 {
			least = grain
		} else {
			most = grain
		}
	}
	raw, err = encode(size, most)
	return raw, size, err
}

// grainy draws soft forms under grain.
func grainy(seed uint64, size image.Point, grain float64) *image.YCbCr {
	r := rand.New(rand.NewPCG(seed, 1))
	m := image.NewYCbCr(image.Rectangle{Max: size}, image.YCbCrSubsampleRatio420)
	for y := range size.Y {
		row := m.Y[y*m.YStride:][:size.X]
		slope := math.Sin(float64(y)/900 + float64(seed))
		for x := range row {
			row[x] = byte(min(max(128+60*slope+float64(x%1500)/40+grain*(r.Float64()-0.5), 0), 255))
		}
	}
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = byte(120+i%m.CStride/200), byte(128+i/m.CStride/150)
	}
	return m
}
