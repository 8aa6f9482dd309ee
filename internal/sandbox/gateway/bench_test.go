package gateway

import "testing"

func BenchmarkSamples(b *testing.B) {
	for b.Loop() {
		for _, sample := range newSamples() {
			sample.JPEG()
		}
	}
}
