// Judges proofs with golang.org/x/mod/sumdb/tlog. A line each on standard input, hashes in base64:
//
//	I size index root leaf [hash...]
//	C new old new-root old-root [hash...]
//
// A line each on standard output: 1 accepted, 0 refused.
package main

import (
	"bufio"
	"log"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

func number(word string) int64 {
	found, err := strconv.ParseInt(word, 10, 64)
	if err != nil {
		log.Fatal(err)
	}
	return found
}

func hash(word string) tlog.Hash {
	found, err := tlog.ParseHash(word)
	if err != nil {
		log.Fatal(err)
	}
	return found
}

func main() {
	lines, said := bufio.NewScanner(os.Stdin), bufio.NewWriter(os.Stdout)
	defer said.Flush()
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		var path []tlog.Hash
		for _, word := range words[5:] {
			path = append(path, hash(word))
		}
		size, other, root, below := number(words[1]), number(words[2]), hash(words[3]), hash(words[4])
		var err error
		if words[0] == "I" {
			err = tlog.CheckRecord(path, size, root, other, below)
		} else {
			err = tlog.CheckTree(path, size, root, other, below)
		}
		if err == nil {
			said.WriteString("1\n")
		} else {
			said.WriteString("0\n")
		}
	}
}
