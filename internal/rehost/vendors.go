package rehost

import (
	"net"
	"strings"

	"github.com/minio/minio-go/v7"
)

// vendor is how a store wants to be asked.
type vendor struct {
	lookup minio.BucketLookupType
	region string // that requests are signed for
}

// vendorOf knows the stores whose endpoint tells how they want to be asked and
// that the library does not know, or knows otherwise:
//
//   - Tencent COS takes the bucket in the host name only, for buckets made since
//     2024 (PathStyleDomainForbidden); its region is in the endpoint;
//   - Aliyun OSS takes it in the host name only (SecondLevelDomainForbidden);
//   - Cloudflare R2 has one region, auto, and takes the bucket in the path.
func vendorOf(host string) (vendor, bool) {
	name := strings.ToLower(host)
	if h, _, err := net.SplitHostPort(name); err == nil {
		name = h
	}
	labels := strings.Split(name, ".")
	switch {
	case strings.HasSuffix(name, ".myqcloud.com") && len(labels) >= 4:
		return vendor{lookup: minio.BucketLookupDNS, region: labels[len(labels)-3]}, true // cos.ap-guangzhou.myqcloud.com
	case strings.HasSuffix(name, ".aliyuncs.com"):
		region, _ := strings.CutSuffix(labels[len(labels)-3], "-internal")
		return vendor{lookup: minio.BucketLookupDNS, region: region}, true // oss-cn-hangzhou.aliyuncs.com
	case strings.HasSuffix(name, ".r2.cloudflarestorage.com"):
		return vendor{lookup: minio.BucketLookupPath, region: "auto"}, true
	}
	return vendor{}, false
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
