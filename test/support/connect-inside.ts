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

/** Takes the ids, and the groups, of a process from its status, as nothing but root can, and connects by a path of its mount namespace. */
const scriptAs = `
use strict; use Socket; use POSIX ();
my ($pid, $path) = @ARGV;
my $setns = {x86_64 => 308, aarch64 => 268}->{(POSIX::uname())[4]} // die "no number of setns(2) for this machine";
my %status; open(my $in, '<', "/proc/$pid/status") or die "status: $!";
while (<$in>) { $status{$1} = $2 if /^(\\w+):\\s*(.*?)\\s*$/ }
my $uid = (split ' ', $status{Uid})[1]; my $gid = (split ' ', $status{Gid})[1];
open(my $namespace, '<', "/proc/$pid/ns/mnt") or die "namespace: $!";
syscall($setns, fileno($namespace), 0x20000) == 0 or die "setns: $!";
$) = join ' ', $gid, $status{Groups} || $gid; $( = $gid;
if ($uid) { POSIX::setuid($uid) or die "setuid: $!"; }
socket(my $client, PF_UNIX, SOCK_STREAM, 0) or die "socket: $!";
print connect($client, sockaddr_un($path)) ? 'connected' : ($!+0) . " $!";
`;

/**
 * Connects to a unix socket with the ids and groups of a process, by a path of its mount namespace.
 *
 * @returns `connected`, or what the kernel said
 */
export const connectAs = (pid: number, path: string): Promise<string> =>
	runProgram('perl', ['-e', scriptAs, String(pid), path], {PATH: process.env['PATH'] ?? ''});
