// Sets the MTU of an interface, and forgets that nla_len counts the attribute's header.
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"syscall"
)

func main() {
	fd, err := syscall.Socket(syscall.AF_NETLINK, syscall.SOCK_RAW, syscall.NETLINK_ROUTE)
	if err != nil {
		panic(err)
	}
	request := make([]byte, 16+16+8)
	native := binary.LittleEndian
	native.PutUint32(request[0:], uint32(len(request)))
	native.PutUint16(request[4:], syscall.RTM_NEWLINK)
	native.PutUint16(request[6:], syscall.NLM_F_REQUEST|syscall.NLM_F_ACK)
	native.PutUint32(request[8:], 1)
	native.PutUint32(request[20:], 1)
	native.PutUint16(request[32:], 4)
	native.PutUint16(request[34:], syscall.IFLA_MTU)
	native.PutUint32(request[36:], 1400)
	if err := syscall.Sendto(fd, request, 0, &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK}); err != nil {
		panic(err)
	}
	reply := make([]byte, 4096)
	n, _, err := syscall.Recvfrom(fd, reply, 0)
	if err != nil {
		panic(err)
	}
	messages, err := syscall.ParseNetlinkMessage(reply[:n])
	if err != nil {
		panic(err)
	}
	errno := int32(native.Uint32(messages[0].Data))
	fmt.Println(syscall.Errno(-errno))
	os.Exit(1)
}
