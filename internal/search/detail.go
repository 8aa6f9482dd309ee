package search

import (
	"context"
	"errors"

	"tusou/internal/sourcing"
)

// Detail gives what is known of an offer if that is fresh, else what the
// gateway says, else what it said before. Its errors are those of Find.
//
// FoundDetail.Failure says why the detail is an old one. The detail is shared
// with other callers and not to be changed.
func (f *Finder) Detail(ctx context.Context, q sourcing.DetailQuestion) (sourcing.FoundDetail, error) {
	if q.OfferID == "" {
		return sourcing.FoundDetail{}, errors.New("search: an offer's id is required")
	}
	found, err := f.details.find(ctx, order[sourcing.Detail]{
		key:    q.OfferID,
		fresh:  q.Fresh,
		spend:  q.Spend,
		refund: q.Refund,
		prepare: func(context.Context) (attempt[sourcing.Detail], error) {
			return func(ctx context.Context) (sourcing.Detail, error) { return f.gateway.Detail(ctx, q.OfferID) }, nil
		},
	})
	return foundDetail(found), err
}

// LookupDetail gives a fresh detail that is already known, and asks nobody
// else; ok is false if there is none. The error is the store's.
func (f *Finder) LookupDetail(ctx context.Context, offerID string) (found sourcing.FoundDetail, ok bool, err error) {
	known, ok, err := f.details.lookup(ctx, offerID)
	return foundDetail(known), ok, err
}

func foundDetail(a answer[sourcing.Detail]) sourcing.FoundDetail {
	return sourcing.FoundDetail{Detail: a.Value, Cached: a.cached, Stale: a.stale, Failure: a.failure}
}

// The store names a detail after its offer, and keeps one of each.

func loadDetail(store Details) func(context.Context, string) (entry[sourcing.Detail], bool, error) {
	return func(ctx context.Context, offerID string) (entry[sourcing.Detail], bool, error) {
		d, ok, err := store.LoadDetail(ctx, offerID)
		return entry[sourcing.Detail]{ID: offerID, Value: d}, ok, err
	}
}

func saveDetail(store Details) func(context.Context, string, sourcing.Detail) (string, error) {
	return func(ctx context.Context, offerID string, d sourcing.Detail) (string, error) {
		return offerID, store.SaveDetail(ctx, d)
	}
}
