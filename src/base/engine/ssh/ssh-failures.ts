import {type EngineAddress, showAddress} from '../endpoint/address.js';
import {type EngineError, type EngineErrorKind, engineError} from '../engine-error.js';

/** Errors of ssh or of the remote command → what the user can do about it. First match wins. */
const failures: readonly {
	printed: RegExp;
	kind: EngineErrorKind;
	why: string;
}[] = [
	{
		printed: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
		kind: 'ssh',
		why: 'its host key is not the one in known_hosts: the connection may be intercepted. If the host was reinstalled, compare the fingerprints and run ssh-keygen -R',
	},
	{
		printed: /Host key verification failed|No .* host key is known/i,
		kind: 'ssh',
		why: 'its host key is not in known_hosts. Connect once with ssh, compare the fingerprint, and accept it',
	},
	{
		printed: /Permission denied \(|Too many authentication failures|No supported authentication methods/i,
		kind: 'ssh',
		why: 'it accepts none of your keys (permission denied, publickey). Load one with ssh-add, or name it in ~/.ssh/config',
	},
	{printed: /Could not resolve hostname/i, kind: 'unreachable', why: 'the host name is not known'},
	{printed: /Connection refused/i, kind: 'unreachable', why: 'no SSH server listens there'},
	{printed: /timed out|No route to host|Network is unreachable/i, kind: 'unreachable', why: 'there is no answer from that host'},
	{
		printed: /(docker|command)[^\n]*(not found|No such file or directory)|not found[^\n]*docker/i,
		kind: 'ssh',
		why: 'there is no docker command on the remote host, or it is not on the PATH of a non-login shell. It is needed there (docker system dial-stdio)',
	},
	{
		printed: /dial-stdio[^\n]*(unknown|not a docker command)|unknown command/i,
		kind: 'ssh',
		why: 'the docker command there is older than 18.09 and has no dial-stdio',
	},
	{
		printed: /permission denied[^\n]*(docker|podman)[^\n]*sock|dial unix[^\n]*permission denied/i,
		kind: 'permission',
		why: "the user there may not use the engine's socket. Being in its group equals root on that host",
	},
	{
		printed: /Cannot connect to the Docker daemon|dial unix|Is the docker daemon running/i,
		kind: 'unreachable',
		why: 'ssh works, but no engine answers there',
	},
	{
		printed: /Session open refused|administratively prohibited|open failed/i,
		kind: 'ssh',
		why: 'the server refuses more sessions (MaxSessions), or commands',
	},
];

/** The error for an ssh that exited with `code` after it printed `printed`. */
export function sshError(address: EngineAddress, code: number, printed: string): EngineError {
	const where = showAddress(address);
	const known = failures.find(one => one.printed.test(printed));
	if (known !== undefined) return engineError(known.kind, `cannot reach the engine at ${where}: ${known.why}`);
	const line = printed.trim().split('\n').at(-1) ?? '';
	const why = line === '' ? `ssh ended with status ${code}` : `ssh says "${line.slice(0, 300)}"`;
	return engineError('ssh', `cannot reach the engine at ${where}: ${why}`);
}
