package lark

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"tusou/internal/secret"
)

const (
	maxEvent = 1 << 20 // bytes of an event's request
	// signedFor is how far a request's time may be from ours, either way.
	signedFor = 5 * time.Minute
)

// The headers of a signed request.
const (
	headerTimestamp = "X-Lark-Request-Timestamp" // seconds
	headerNonce     = "X-Lark-Request-Nonce"
	headerSignature = "X-Lark-Signature"
)

// WebhookConfig is what requests are verified with. All of it is required.
type WebhookConfig struct {
	AppID             string
	EncryptKey        secret.Text
	VerificationToken secret.Text
}

// Validate gives every mistake at once.
func (c WebhookConfig) Validate() error {
	var mistakes []error
	if c.AppID == "" {
		mistakes = append(mistakes, errors.New("app id is missing"))
	}
	if c.EncryptKey.IsZero() {
		mistakes = append(mistakes, errors.New("encrypt key is missing"))
	}
	if c.VerificationToken.IsZero() {
		mistakes = append(mistakes, errors.New("verification token is missing"))
	}
	return errors.Join(mistakes...)
}

// Webhook receives events and clicks by HTTP. It answers 200 to what was
// accepted, 5xx to what was not and is to be delivered again, and 4xx to what
// did not come from the platform.
type Webhook struct {
	cfg    WebhookConfig
	key    [sha256.Size]byte
	events *Dispatcher
	log    *slog.Logger
	now    func() time.Time
	seen   *replays
}

// NewWebhook gives the handler of the webhook's path.
func NewWebhook(cfg WebhookConfig, events *Dispatcher, deps Deps) (*Webhook, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("lark webhook: %w", err)
	}
	if events == nil {
		return nil, errors.New("lark webhook: dispatcher is missing")
	}
	w := &Webhook{cfg: cfg, key: sha256.Sum256([]byte(cfg.EncryptKey.Reveal())), events: events, log: deps.Log, now: deps.Now, seen: newReplays()}
	if w.log == nil {
		w.log = slog.New(slog.DiscardHandler)
	}
	if w.now == nil {
		w.now = time.Now
	}
	return w, nil
}

// ServeHTTP implements http.Handler.
func (w *Webhook) ServeHTTP(out http.ResponseWriter, req *http.Request) {
	status, answer := w.serve(out, req)
	body, err := json.Marshal(answer)
	if err != nil {
		w.log.ErrorContext(req.Context(), "webhook's answer cannot be written", "error", err)
		status, body = http.StatusInternalServerError, []byte(`{"msg":"internal error"}`)
	}
	out.Header().Set("Content-Type", "application/json; charset=utf-8")
	out.Header().Set("X-Content-Type-Options", "nosniff")
	out.WriteHeader(status)
	if _, err := out.Write(body); err != nil {
		w.log.DebugContext(req.Context(), "webhook's answer was not taken", "error", err)
	}
}

type said struct {
	Msg string `json:"msg"`
}

func (w *Webhook) serve(out http.ResponseWriter, req *http.Request) (status int, answer any) {
	if req.Method != http.MethodPost {
		out.Header().Set("Allow", http.MethodPost)
		return http.StatusMethodNotAllowed, said{"POST only"}
	}
	raw, err := io.ReadAll(http.MaxBytesReader(out, req.Body, maxEvent))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return http.StatusRequestEntityTooLarge, said{"body is too large"}
	}
	if err != nil {
		return http.StatusBadRequest, said{"body is cut short"}
	}
	signature, signed := w.signed(req.Header, raw)
	plain, e, err := w.open(raw)
	if !signed {
		// Only the check of the address comes without a signature. What else is
		// wrong is not told, or the decryption could be probed.
		if err == nil && w.isChallenge(e) {
			return http.StatusOK, challenge{e.Challenge}
		}
		return http.StatusUnauthorized, said{"signature is wrong or too old"}
	}
	if err != nil {
		return http.StatusBadRequest, said{"body is no event"}
	}
	if w.isChallenge(e) {
		return http.StatusOK, challenge{e.Challenge}
	}
	if !same(e.Header.Token, w.cfg.VerificationToken.Reveal()) {
		return http.StatusForbidden, said{"verification token is wrong"}
	}
	if e.Header.AppID != w.cfg.AppID {
		return http.StatusForbidden, said{"event is another app's"}
	}
	return w.accept(req, signature, plain)
}

// accept hands a verified event on, once. What was accepted and comes again
// byte for byte is acknowledged without being handled: the platform sends it
// when it lost our answer, and whoever else does gains nothing.
func (w *Webhook) accept(req *http.Request, signature string, body []byte) (status int, answer any) {
	switch w.seen.begin(signature, w.now()) {
	case replayDone:
		return http.StatusOK, struct{}{}
	case replayBusy:
		return http.StatusServiceUnavailable, said{"not accepted"}
	}
	reply, err := w.events.dispatch(req.Context(), body)
	w.seen.end(signature, err == nil)
	if err != nil {
		return http.StatusServiceUnavailable, said{"not accepted"}
	}
	if reply == nil {
		return http.StatusOK, struct{}{}
	}
	return http.StatusOK, reply
}

type challenge struct {
	Challenge string `json:"challenge"`
}

func (w *Webhook) isChallenge(e envelope) bool {
	return e.Type == "url_verification" && same(e.Token, w.cfg.VerificationToken.Reveal())
}

// signed verifies that the platform sent these bytes lately: the signature is
// the lower-case hex SHA-256 of timestamp, nonce, encrypt key and raw body.
func (w *Webhook) signed(header http.Header, raw []byte) (signature string, ok bool) {
	timestamp, nonce := header.Get(headerTimestamp), header.Get(headerNonce)
	sum := sha256.New()
	for _, part := range [][]byte{[]byte(timestamp), []byte(nonce), []byte(w.cfg.EncryptKey.Reveal()), raw} {
		_, _ = sum.Write(part) // a hash takes everything
	}
	want := hex.EncodeToString(sum.Sum(nil))
	if !same(header.Get(headerSignature), want) {
		return "", false
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return "", false
	}
	age := w.now().Sub(time.Unix(seconds, 0))
	if age.Abs() > signedFor {
		// An old request sent again, or one of the two clocks is wrong.
		w.log.Warn("request with a right signature refused for its time", "age", age)
		return "", false
	}
	return want, true
}

// same compares in a time that does not tell where the difference is.
func same(given, want string) bool {
	return subtle.ConstantTimeCompare([]byte(given), []byte(want)) == 1
}

// open decrypts a request's body and reads its envelope.
func (w *Webhook) open(raw []byte) (plain []byte, e envelope, err error) {
	var sealed struct {
		Encrypt string `json:"encrypt"`
	}
	if err := json.Unmarshal(raw, &sealed); err != nil {
		return nil, envelope{}, fmt.Errorf("body: %w", err)
	}
	plain, err = decrypt(w.key, sealed.Encrypt)
	if err != nil {
		return nil, envelope{}, fmt.Errorf("decrypt: %w", err)
	}
	if err := json.Unmarshal(plain, &e); err != nil {
		return nil, envelope{}, fmt.Errorf("event: %w", err)
	}
	return plain, e, nil
}

// decrypt opens base64(IV + AES-256-CBC of the PKCS#7-padded text), the key
// being the SHA-256 of the Encrypt Key.
func decrypt(key [sha256.Size]byte, sealed string) ([]byte, error) {
	buf, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil {
		return nil, err
	}
	if len(buf) < 2*aes.BlockSize || len(buf)%aes.BlockSize != 0 {
		return nil, errors.New("length is wrong")
	}
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	iv, text := buf[:aes.BlockSize], buf[aes.BlockSize:]
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(text, text)
	pad := int(text[len(text)-1])
	if pad == 0 || pad > aes.BlockSize {
		return nil, errors.New("padding is wrong")
	}
	for _, b := range text[len(text)-pad:] {
		if int(b) != pad {
			return nil, errors.New("padding is wrong")
		}
	}
	return text[:len(text)-pad], nil
}
