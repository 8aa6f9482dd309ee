package platform

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// challengeDeadline is how long an app may take to prove that a webhook
// address is its own.
const challengeDeadline = time.Second

func newHookClient() *http.Client {
	return &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 16},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// UseWebhook delivers events and callbacks to an address instead of the long
// connection, once the app has answered its challenge. An empty address goes
// back to the long connection.
func (p *Platform) UseWebhook(ctx context.Context, address string) error {
	if address != "" {
		if err := p.challenge(ctx, address); err != nil {
			return fmt.Errorf("use webhook: %w", err)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.webhook = address
	return nil
}

func (p *Platform) challenge(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, challengeDeadline)
	defer cancel()
	word := randomHex(16)
	raw, err := json.Marshal(map[string]string{"challenge": word, "token": p.cfg.VerificationToken, "type": "url_verification"})
	if err != nil {
		return fmt.Errorf("encode challenge: %w", err)
	}
	body, err := p.seal(raw)
	if err != nil {
		return err
	}
	// A challenge is never signed.
	answer, status, err := p.exchange(ctx, address, body, nil)
	if err != nil {
		return err
	}
	var got struct {
		Challenge string `json:"challenge"`
	}
	if status != http.StatusOK || json.Unmarshal(answer, &got) != nil || got.Challenge != word {
		return fmt.Errorf("the challenge was answered with HTTP %d and not with its word", status)
	}
	return nil
}

// postHook delivers one event. Every attempt is signed anew with the present
// time.
func (p *Platform) postHook(ctx context.Context, address string, raw []byte) ([]byte, int, error) {
	body, err := p.seal(raw)
	if err != nil {
		return nil, 0, err
	}
	header := http.Header{}
	if p.cfg.EncryptKey != "" {
		stamp := strconv.FormatInt(p.cfg.Now().Unix(), 10)
		nonce := randomHex(8)
		sum := sha256.Sum256([]byte(stamp + nonce + p.cfg.EncryptKey + string(body)))
		header.Set("X-Lark-Request-Timestamp", stamp)
		header.Set("X-Lark-Request-Nonce", nonce)
		header.Set("X-Lark-Signature", hex.EncodeToString(sum[:]))
	}
	return p.exchange(ctx, address, body, header)
}

func (p *Platform) exchange(ctx context.Context, address string, body []byte, header http.Header) (answer []byte, status int, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, 0, fmt.Errorf("make webhook request: %w", err)
	}
	for k, v := range header {
		req.Header[k] = v
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := p.hooks.Do(req)
	if err != nil {
		return nil, 0, fmt.Errorf("call webhook: %w", err)
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	answer, err = io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return nil, 0, fmt.Errorf("read webhook answer: %w", err)
	}
	return answer, resp.StatusCode, nil
}

// seal encrypts a body if the app has an Encrypt Key: AES-256-CBC with the
// key's SHA-256, PKCS#7 padding and the IV in front, in base64.
func (p *Platform) seal(raw []byte) ([]byte, error) {
	if p.cfg.EncryptKey == "" {
		return raw, nil
	}
	iv := make([]byte, aes.BlockSize)
	_, _ = rand.Read(iv) // documented never to fail
	sealed, err := encrypt(raw, p.cfg.EncryptKey, iv)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(map[string]string{"encrypt": base64.StdEncoding.EncodeToString(sealed)})
	if err != nil {
		return nil, fmt.Errorf("encode encrypted event: %w", err)
	}
	return body, nil
}

func encrypt(raw []byte, key string, iv []byte) ([]byte, error) {
	sum := sha256.Sum256([]byte(key))
	block, err := aes.NewCipher(sum[:])
	if err != nil {
		return nil, fmt.Errorf("encrypt event: %w", err)
	}
	pad := aes.BlockSize - len(raw)%aes.BlockSize
	padded := append(bytes.Clone(raw), bytes.Repeat([]byte{byte(pad)}, pad)...)
	out := make([]byte, len(iv)+len(padded))
	copy(out, iv)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(out[len(iv):], padded)
	return out, nil
}
