// Checks a bundle with golang.org/x/mod/sumdb, which is not ours: go run check.go FOLDER VKEY
package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func read(parts ...string) []byte {
	data, err := os.ReadFile(filepath.Join(parts...))
	must(err)
	return data
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// proof splits a proof file: its head lines, then the hashes.
func proof(data []byte, heads int) (head []string, hashes []tlog.Hash) {
	above, _, _ := strings.Cut(string(data), "\n\n")
	lines := strings.Split(above, "\n")
	for _, line := range lines[heads:] {
		hash, err := tlog.ParseHash(line)
		must(err)
		hashes = append(hashes, hash)
	}
	return lines[:heads], hashes
}

func main() {
	folder := os.Args[1]
	key, err := note.NewVerifier(os.Args[2])
	must(err)
	head, err := note.Open(read(folder, "checkpoint"), note.VerifierList(key))
	must(err)
	var origin, encoded string
	var size, index, old int64
	_, err = fmt.Sscanf(head.Text, "%s\n%d\n%s\n", &origin, &size, &encoded)
	must(err)
	root, err := tlog.ParseHash(encoded)
	must(err)
	names, _ := filepath.Glob(filepath.Join(folder, "*", "*.tlog-proof"))
	for _, name := range names {
		stem := strings.TrimSuffix(name, ".tlog-proof")
		record, payload := read(stem+".record"), sha256.New()
		for _, part := range []string{".content", ".stamp"} {
			binary.Write(payload, binary.BigEndian, uint64(len(read(stem+part))))
			payload.Write(read(stem + part))
		}
		if strings.Split(string(record), "\n")[7] != hex.EncodeToString(payload.Sum(nil)) {
			log.Fatalf("%s: content or stamp are not those of the record", stem)
		}
		lines, path := proof(read(name), 2)
		fmt.Sscanf(lines[1], "index %d", &index)
		if err := tlog.CheckRecord(path, size, root, index, tlog.RecordHash(record)); err != nil {
			log.Fatalf("%s: %v", name, err)
		}
	}
	if data, err := os.ReadFile(filepath.Join(folder, "report.json")); err == nil {
		var file struct{ Report struct{ Root string } }
		must(json.Unmarshal(data, &file))
		lines, path := proof(read(folder, "consistency"), 1)
		fmt.Sscanf(lines[0], "old %d", &old)
		var before tlog.Hash
		_, err = hex.Decode(before[:], []byte(file.Report.Root))
		must(err)
		must(tlog.CheckTree(path, size, root, old, before))
	}
	fmt.Printf("%d proofs under %s %d hold\n", len(names), origin, size)
}
