//go:build linux || darwin

package terminal

import (
	"os"
	"syscall"
	"unsafe"
)

// windowOf asks the terminal driver; a file that is no terminal has no window.
func windowOf(f *os.File) int {
	var size struct{ rows, columns, width, height uint16 }
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), syscall.TIOCGWINSZ, uintptr(unsafe.Pointer(&size))) //nolint:gosec // the kernel writes one winsize
	if errno != 0 {
		return 0
	}
	return int(size.columns)
}
