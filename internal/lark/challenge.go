package lark

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
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// challengeAnswer bounds what is read of an answer to a challenge, in bytes.
const challengeAnswer = 64 << 10

// ChallengeResult is how a webhook answered a challenge.
type ChallengeResult struct {
	Status int
	Echoed bool // it proved that it knows Encrypt Key and Verification Token
}

// Challenge asks a webhook's address to prove itself in the way in which the
// platform does when the address is saved, with a signature besides. The error
// is that of the way to the address, which it does not name.
func Challenge(ctx context.Context, cfg WebhookConfig, address string, deps Deps) (ChallengeResult, error) {
	if err := cfg.Validate(); err != nil {
		return ChallengeResult{}, fmt.Errorf("lark challenge: %w", err)
	}
	word := rand.Text()
	plain, err := json.Marshal(map[string]string{"challenge": word, "token": cfg.VerificationToken.Reveal(), "type": "url_verification"})
	if err != nil {
		return ChallengeResult{}, fmt.Errorf("lark challenge: %w", err)
	}
	body, err := encrypt(plain, sha256.Sum256([]byte(cfg.EncryptKey.Reveal())))
	if err != nil {
		return ChallengeResult{}, fmt.Errorf("lark challenge: %w", err)
	}
	now := time.Now
	if deps.Now != nil {
		now = deps.Now
	}
	attempt, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(attempt, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return ChallengeResult{}, fmt.Errorf("lark challenge: %w", withoutAddress(err))
	}
	stamp, nonce := strconv.FormatInt(now().Unix(), 10), rand.Text()
	sum := sha256.Sum256([]byte(stamp + nonce + cfg.EncryptKey.Reveal() + string(body)))
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set(headerTimestamp, stamp)
	req.Header.Set(headerNonce, nonce)
	req.Header.Set(headerSignature, hex.EncodeToString(sum[:]))
	client := newHTTPClient(deps.HTTPClient)
	defer client.CloseIdleConnections()
	resp, err := client.Do(req)
	if err != nil {
		return ChallengeResult{}, fmt.Errorf("lark challenge: %w", withoutAddress(err))
	}
	defer func() { _ = resp.Body.Close() }() // read as far as it matters
	answer, err := io.ReadAll(io.LimitReader(resp.Body, challengeAnswer))
	if err != nil {
		return ChallengeResult{}, fmt.Errorf("lark challenge: %w", err)
	}
	var got challenge
	echoed := resp.StatusCode == http.StatusOK && json.Unmarshal(answer, &got) == nil && got.Challenge == word
	return ChallengeResult{Status: resp.StatusCode, Echoed: echoed}, nil
}

// encrypt closes a body as decrypt opens it.
func encrypt(plain []byte, key [sha256.Size]byte) ([]byte, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	pad := aes.BlockSize - len(plain)%aes.BlockSize
	text := append(bytes.Clone(plain), bytes.Repeat([]byte{byte(pad)}, pad)...)
	sealed := make([]byte, aes.BlockSize+len(text))
	iv, body := sealed[:aes.BlockSize], sealed[aes.BlockSize:]
	_, _ = rand.Read(iv)                      // documented never to fail
	mode := cipher.NewCBCEncrypter(block, iv) //nolint:gosec // G407: the IV is random
	mode.CryptBlocks(body, text)
	return json.Marshal(map[string]string{"encrypt": base64.StdEncoding.EncodeToString(sealed)})
}
