package sourcing

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// Money is an amount of Chinese yuan in fen (1/100 yuan). Zero means that no
// amount was given: the gateway leaves prices out, and no offer is free.
type Money int64

// maxYuan bounds what ParseMoney takes; a larger price is a mistake upstream.
const maxYuan = 1_000_000_000

// ParseMoney reads a decimal amount in yuan ("6.50", "200.0", "7"), rounding
// half a fen up. An empty text is no amount: zero and no error.
// It fails on anything else that is no plain decimal, on negative amounts, and
// on amounts above a thousand million yuan.
func ParseMoney(s string) (Money, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, nil
	}
	if len(s) > 32 || strings.IndexFunc(s, func(r rune) bool { return r != '.' && (r < '0' || r > '9') }) >= 0 {
		return 0, fmt.Errorf("parse money: %q is no decimal amount", clip(s))
	}
	yuan, ok := new(big.Rat).SetString(s)
	if !ok {
		return 0, fmt.Errorf("parse money: %q is no decimal amount", clip(s))
	}
	if yuan.Cmp(big.NewRat(maxYuan, 1)) > 0 {
		return 0, errors.New("parse money: amount is too large")
	}
	fen := yuan.Mul(yuan, big.NewRat(100, 1))
	fen.Add(fen, big.NewRat(1, 2))
	return Money(new(big.Int).Quo(fen.Num(), fen.Denom()).Int64()), nil
}

func clip(s string) string {
	const most = 32
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}

// String gives the amount in yuan with two decimals ("6.50"), "" for none.
func (m Money) String() string {
	if m == 0 {
		return ""
	}
	return fmt.Sprintf("%d.%02d", m/100, m%100)
}

// Short gives the amount without needless decimals ("6.5", "20"), "" for none.
func (m Money) Short() string {
	s := m.String()
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}
