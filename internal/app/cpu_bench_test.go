package app_test

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"math"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	xdraw "golang.org/x/image/draw"

	"tusou/internal/sandbox/platform"
)

// BenchmarkCPUOfAMessage compares the processor time that the program takes for
// a whole message, from its event to its card with a search of the gateway,
// with that of decoding, scaling and encoding the same photograph alone, in the
// same run. The program is a process of its own, so that the emulators' time is
// not in it.
func BenchmarkCPUOfAMessage(b *testing.B) {
	photo := drawnPhoto(b, 4000, 3000)
	w := newWorld(b, "TUSOU_LOG_LEVEL=warn")
	process := w.startProcess()
	defer func() {
		require.NoError(b, process.Process.Signal(syscall.SIGTERM))
		require.NoError(b, process.Wait())
	}()
	message := func() {
		chat := w.platform.DirectChat(w.platform.NewUser("测试"))
		w.result(w.post(platform.Outgoing{Chat: chat, Kind: "post", Text: "刷新", Images: [][]byte{photo}}))
	}
	message() // what is done once only
	var whole, bare, idle time.Duration
	var busyFor, idleFor time.Duration // as time passes
	n := 0
	for b.Loop() {
		started, before := time.Now(), cpuOf(b, process.Process.Pid)
		message()
		whole += cpuOf(b, process.Process.Pid) - before
		busyFor += time.Since(started)

		started, before = time.Now(), cpuOf(b, process.Process.Pid)
		own := ownCPU(b)
		decodeScaleEncode(b, photo)
		bare += ownCPU(b) - own
		idle += cpuOf(b, process.Process.Pid) - before
		idleFor += time.Since(started)
		n++
	}
	// On a busy machine a message takes long, and the looking for work in the
	// meantime would count as its own.
	whole -= time.Duration(float64(idle) * busyFor.Seconds() / idleFor.Seconds())
	b.ReportMetric(float64(whole.Milliseconds())/float64(n), "cpu-ms/message")
	b.ReportMetric(float64(bare.Milliseconds())/float64(n), "cpu-ms/bare")
	b.ReportMetric(100*idle.Seconds()/idleFor.Seconds(), "%idle")
	b.ReportMetric(whole.Seconds()/bare.Seconds(), "message/bare")
}

// drawnPhoto draws soft forms with some grain.
func drawnPhoto(b *testing.B, width, height int) []byte {
	m := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	grain := uint32(1)
	for y := range height {
		for x := range width {
			grain = grain*1664525 + 1013904223
			m.Y[y*m.YStride+x] = byte(128 + 70*math.Sin(float64(x)/300)*math.Cos(float64(y)/210) + float64(grain>>27))
		}
	}
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = byte(110+i%m.CStride/100), byte(140-i/m.CStride/60)
	}
	var out bytes.Buffer
	require.NoError(b, jpeg.Encode(&out, m, &jpeg.Options{Quality: 90}))
	return out.Bytes()
}

// decodeScaleEncode is what cannot be spared: the quickest scaler there is, and
// no care for anything.
func decodeScaleEncode(b *testing.B, photo []byte) {
	m, err := jpeg.Decode(bytes.NewReader(photo))
	require.NoError(b, err)
	small := image.NewRGBA(image.Rect(0, 0, 1500, 1500*m.Bounds().Dy()/m.Bounds().Dx()))
	xdraw.ApproxBiLinear.Scale(small, small.Rect, m, m.Bounds(), draw.Src, nil)
	var out bytes.Buffer
	require.NoError(b, jpeg.Encode(&out, small, &jpeg.Options{Quality: 88}))
}

// cpuOf gives the processor time that a process has taken.
func cpuOf(b *testing.B, pid int) time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	require.NoError(b, err)
	// The fields begin behind the name, which is in parentheses; the times are
	// the 14th and 15th of all, in hundredths of a second.
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	var user, system int64
	_, err = fmt.Sscan(fields[11]+" "+fields[12], &user, &system)
	require.NoError(b, err)
	return time.Duration(user+system) * 10 * time.Millisecond
}

// ownCPU gives the processor time that this process has taken.
func ownCPU(b *testing.B) time.Duration {
	var r syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &r))
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
