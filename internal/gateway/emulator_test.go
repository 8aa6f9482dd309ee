package gateway_test

import (
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/gateway"
	emulator "tusou/internal/sandbox/gateway"
	"tusou/internal/secret"
	"tusou/internal/sourcing"
)

// emulated gives a client of a gateway that is as strict as the documents.
func emulated(t *testing.T) (*gateway.Client, *emulator.Gateway) {
	t.Helper()
	g, err := emulator.New(emulator.Config{AppID: "1001", AppSecret: "s", SellerNick: "b2b-1"})
	require.NoError(t, err)
	server := httptest.NewServer(g.Handler())
	t.Cleanup(server.Close)
	c, err := gateway.New(gateway.Config{
		BaseURL: server.URL + "/gateway", AppID: "1001", AppSecret: secret.New("s"), SellerNick: "b2b-1",
	}, gateway.Deps{})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c, g
}

func TestEveryOfferOfTheEmulatorIsDescribed(t *testing.T) {
	c, g := emulated(t)
	for _, offer := range g.Offers() {
		id := strconv.FormatInt(offer.ID, 10)
		d, err := c.Detail(t.Context(), id)
		var failure *sourcing.Failure
		switch offer.Detail {
		case emulator.DetailRefused:
			require.ErrorAs(t, err, &failure)
			assert.Equal(t, sourcing.FailureRefused, failure.Kind)
			assert.NotEmpty(t, failure.Code)
			assert.NotEmpty(t, failure.Message)
			continue
		case emulator.DetailEmpty:
			require.ErrorAs(t, err, &failure)
			require.ErrorIs(t, err, sourcing.ErrNoProduct)
			continue
		}
		require.NoError(t, err, offer.Title)
		assert.Equal(t, id, d.OfferID)
		assert.NotEmpty(t, d.Title)
		assert.NotEmpty(t, d.Images, offer.Title)
		assert.NotZero(t, d.CostPrice(), offer.Title)
		assert.NotEqual(t, sourcing.NotSaid, d.Dropship, offer.Title)
		assert.NotEqual(t, sourcing.FreightNotSaid, d.Freight.Kind, offer.Title)
		assert.NotNil(t, d.Stock, offer.Title)
		assert.Equal(t, offer.OffShelf, d.OffShelf, offer.Title)
		switch offer.Detail {
		case emulator.DetailFull, emulator.DetailOlder, emulator.DetailMixed:
			assert.NotEmpty(t, d.SKUs, offer.Title)
			assert.Len(t, d.Ladder, 3, offer.Title)
			assert.NotEmpty(t, d.Place)
			assert.NotEmpty(t, d.Attributes)
		}
	}
}

func TestAllCompleteFormsOfOneOfferReadTheSame(t *testing.T) {
	c, g := emulated(t)
	var first sourcing.Detail
	for i, form := range []emulator.DetailForm{emulator.DetailFull, emulator.DetailOlder, emulator.DetailMixed} {
		// The article numbers of variants follow from the id's last digits.
		offer := g.Offers()[4]
		offer.ID, offer.OpenID, offer.Detail = offer.ID+int64(i+1)*12_000_000, "", form
		offer, err := g.AddOffer(offer, nil)
		require.NoError(t, err)
		d, err := c.Detail(t.Context(), strconv.FormatInt(offer.ID, 10))
		require.NoError(t, err)
		d.OfferID, d.FetchedAt, d.Supplier, d.Place = "", first.FetchedAt, "", ""
		for n := range d.SKUs {
			d.SKUs[n].Stock = nil
		}
		if i == 0 {
			first = d
			continue
		}
		assert.ElementsMatch(t, first.Channels, d.Channels)
		d.Channels = first.Channels
		assert.Equal(t, first, d, form)
	}
	assert.NotEmpty(t, first.SKUs)
}

func TestAnOfferThatTheEmulatorDoesNotKnowIsRefused(t *testing.T) {
	c, _ := emulated(t)
	_, err := c.Detail(t.Context(), "1")
	var failure *sourcing.Failure
	require.ErrorAs(t, err, &failure)
	assert.Equal(t, sourcing.FailureRefused, failure.Kind)
	assert.Equal(t, "PRODUCT_NOT_FOUND", failure.Code)
	assert.False(t, failure.Retry)
}
