package gateway

// Signature is the emulator's own, for forms that tests send.
var Signature = signature
