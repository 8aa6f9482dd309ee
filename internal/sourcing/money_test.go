package sourcing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sourcing"
)

func TestMoneyIsReadFromWhatTheGatewayWrites(t *testing.T) {
	for text, want := range map[string]sourcing.Money{
		"6.50": 650, "200.0": 20000, "7": 700, "0.01": 1, "": 0, "6.505": 651, "6.504": 650, ".5": 50, "1000000000": 100_000_000_000,
	} {
		got, err := sourcing.ParseMoney(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	got, err := sourcing.ParseMoney("\t9.9 ")
	require.NoError(t, err)
	assert.Equal(t, sourcing.Money(990), got, "white space goes")
}

func TestMoneyThatIsNoneIsAnError(t *testing.T) {
	for _, text := range []string{"-1", "1,5", "1e3", "NaN", "0x1", "1/2", ".", "1.2.3", "１０", "1000000001", "99999999999999999999999999999999999"} {
		_, err := sourcing.ParseMoney(text)
		assert.Error(t, err, text)
	}
}

func TestMoneyIsWrittenInYuan(t *testing.T) {
	assert.Equal(t, "6.50", sourcing.Money(650).String())
	assert.Equal(t, "6.5", sourcing.Money(650).Short())
	assert.Equal(t, "20", sourcing.Money(2000).Short())
	assert.Equal(t, "0.05", sourcing.Money(5).Short())
	assert.Empty(t, sourcing.Money(0).String())
	assert.Empty(t, sourcing.Money(0).Short())
}
