package gateway_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/internal/sandbox/gateway"
)

func TestCatalogueHoldsWhatRealAnswersHold(t *testing.T) {
	r := newRig(t)
	offers := r.Offers()
	assert.GreaterOrEqual(t, len(offers), 60)

	ids, sellers := make(map[int64]bool), make(map[string][]string)
	products := make(map[string]bool)
	var unpriced, unpictured, long, hostile int
	for _, offer := range offers {
		assert.False(t, ids[offer.ID], "an id twice")
		ids[offer.ID] = true
		products[offer.Product] = true
		sellers[offer.PictureName] = append(sellers[offer.PictureName], offer.Price)
		switch {
		case offer.Price == "":
			unpriced++
		case offer.PictureName == "":
			unpictured++
		case len([]rune(offer.Title)) > 60:
			long++
		}
		if offer.Title[0] == '<' {
			hostile++
		}
	}
	assert.GreaterOrEqual(t, len(products), 14)
	for name, n := range map[string]int{"unpriced": unpriced, "unpictured": unpictured, "long": long, "hostile": hostile} {
		assert.Positive(t, n, name)
	}
	shared := false
	for name, prices := range sellers {
		shared = shared || name != "" && len(prices) > 1 && prices[0] != prices[1]
	}
	assert.True(t, shared, "two sellers show one picture at two prices")
}

func TestAddedPhotosAreFoundByThemselvesAndToldFromTheirOtherColours(t *testing.T) {
	folder := photosFolder(t)
	r := newRig(t)
	byName := make(map[string]gateway.Offer)
	names := []string{"fleece-blue.jpg", "fleece-green.jpg", "fleece-grey.jpg", "ball-blue.jpg", "ball-pink.jpg", "mug.jpg", "phone-green.png", "phone-purple.png"}
	for _, name := range names {
		photo, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		byName[name], err = r.AddOffer(gateway.Offer{Title: name, Price: "9.90"}, photo)
		require.NoError(t, err)
	}
	for _, name := range names {
		photo, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		r.serve(photo)
		assert.Equal(t, byName[name].ID, r.search("").Data.Rows[0].OfferID, name)
	}
}

func TestAddedOffersShareAPictureByItsName(t *testing.T) {
	r := newRig(t)
	picture := r.Samples()[3].JPEG()
	first, err := r.AddOffer(gateway.Offer{Title: "甲", Price: "1.00"}, picture)
	require.NoError(t, err)
	second, err := r.AddOffer(gateway.Offer{Title: "乙", Price: "2.00", PictureName: first.PictureName}, nil)
	require.NoError(t, err)
	assert.NotEqual(t, first.ID, second.ID)
	assert.Equal(t, first.PictureName, second.PictureName)
	assert.Equal(t, string(picture), get(t, r, "/img/ibank/"+first.PictureName, "").body)

	_, err = r.AddOffer(gateway.Offer{Title: "丙"}, nil)
	require.ErrorContains(t, err, "neither a picture")
	_, err = r.AddOffer(gateway.Offer{ID: first.ID}, picture)
	require.ErrorContains(t, err, "exists")
	_, err = r.AddOffer(gateway.Offer{}, []byte("no picture"))
	require.ErrorContains(t, err, "decode picture")
}

// photosFolder finds the product photographs beside the project.
func photosFolder(t *testing.T) string {
	t.Helper()
	at, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			break
		}
		require.NotEqual(t, filepath.Dir(at), at, "go.mod stands above the tests")
		at = filepath.Dir(at)
	}
	folder := filepath.Join(at, "..", "shared", "fixtures", "photos")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("The product photographs are not beside the project.")
	}
	return folder
}
