import {runProgram} from './private-engine.js';

/** Enters the mount namespace of a process by setns(2), takes a user's ids, and connects to each path that was given. */
const script = `
use strict; use Socket; use POSIX ();
my ($pid, $uid, @paths) = @ARGV;
my $setns = {x86_64 => 308, aarch64 => 268}->{(POSIX::uname())[4]} // die "no number of setns(2) for this machine";
open(my $namespace, '<', "/proc/$pid/ns/mnt") or die "namespace: $!";
syscall($setns, fileno($namespace), 0x20000) == 0 or die "setns: $!";
if ($uid) { $) = "$uid $uid"; $( = $uid; $> = $< = $uid; }
for my $path (@paths) {
	socket(my $client, PF_UNIX, SOCK_STREAM, 0) or die "socket: $!";
	print connect($client, sockaddr_un($path)) ? "connected\\n" : ($!+0) . " $!\\n";
}
`;

/**
 * Connects to unix sockets as a process of a container would: by the paths of its mount namespace, with its user id.
 *
 * @param pid    the first process of the container
 * @param uid    0, or the user that it runs as
 * @param paths  inside the container
 * @returns for each path `connected`, or what the kernel said
 */
export async function connectInside(pid: number, uid: number, paths: readonly string[]): Promise<string[]> {
	const said = await runProgram('perl', ['-e', script, String(pid), String(uid), ...paths], {PATH: process.env['PATH'] ?? ''});
	return said.split('\n');
}
