package terminal

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io/fs"
	"net"
	"syscall"

	"tusou/internal/lang"
)

// Cause gives a usual reason why something could not be reached or done in
// words for people; ok is false for every other reason.
func Cause(t lang.Cause, err error) (words string, ok bool) {
	var name *net.DNSError
	var slow net.Error
	switch {
	case errors.As(err, &name) && name.IsNotFound:
		return t.Name, true
	case errors.Is(err, context.Canceled):
		return t.Canceled, true
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return t.Timeout, true
	case errors.Is(err, syscall.ECONNREFUSED):
		return t.Refused, true
	case untrusted(err):
		return t.Certificate, true
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return t.Full, true
	case errors.Is(err, fs.ErrNotExist):
		return t.Missing, true
	case errors.Is(err, fs.ErrPermission):
		return t.Permission, true
	}
	return "", false
}

// untrusted says that a server's certificate is not believed.
func untrusted(err error) bool {
	var verification *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	return errors.As(err, &verification) || errors.As(err, &authority) || errors.As(err, &host) || errors.As(err, &invalid)
}
