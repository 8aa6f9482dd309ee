// Package rehost gives pictures a public address, from which the gateway
// fetches the picture it is to search with.
//
// There are two stores with the same methods. Disk (disk.go) keeps pictures in
// a folder and serves them itself (handler.go). S3 (s3.go) keeps them in a
// bucket of any S3-compatible store. With both, every Put makes a new address
// that nobody can guess, Sweep removes what is older than the time to live,
// Usable says whether the store would take a picture now, and Read and Remove
// (back.go) are for who needs a picture for a moment only. Each is one attempt
// a call; whoever calls repeats.
//
// What must not change: the address is the only thing that protects a picture,
// so a name comes from the system's random source and from nothing about the
// picture, and the store never lists; only pictures that package picture has
// encoded anew are put here, which is why they are served as JPEG unseen.
package rehost
