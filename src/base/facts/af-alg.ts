import {type SafeText, safe, trusted} from '../text/safe-text.js';
import type {EngineFacts} from './engine-facts.js';
import type {MandatoryAccess} from './mandatory-access.js';

/**
 * Whether a process in the container can open an AF_ALG socket (the kernel's crypto API, through which Copy Fail is exploited), and what
 * decides it.
 */
export type AfAlgAccess = {readonly reachable: 'yes' | 'no' | 'unknown'; readonly why: SafeText};

import type {SeccompState} from './seccomp-profile.js';

type Confinement = {readonly seccomp: SeccompState; readonly appArmor: MandatoryAccess; readonly seLinux: MandatoryAccess};

/**
 * Whether a process in the container can open an AF_ALG socket: seccomp may refuse the call, AppArmor and SELinux the socket.
 *
 * @source moby/moby#52501 (29.4.2: seccomp refuses socket(AF_ALG) and socketcall), moby/moby#52537 (29.4.3: socketcall again, and
 * AppArmor's docker-default denies AF_ALG instead)
 */
export function afAlgAccess(confinement: Confinement, engine: EngineFacts): AfAlgAccess {
	const filter = bySeccomp(confinement.seccomp, engine);
	if (filter.reachable === 'no') return filter;
	return byModule(confinement, engine, filter.reachable) ?? filter;
}

const yes = (why: SafeText): AfAlgAccess => ({reachable: 'yes', why});
const no = (why: SafeText): AfAlgAccess => ({reachable: 'no', why});
const unknown = (why: SafeText): AfAlgAccess => ({reachable: 'unknown', why});

function bySeccomp(seccomp: SeccompState, engine: EngineFacts): AfAlgAccess {
	switch (seccomp.kind) {
		case 'unconfined':
			return yes(trusted('no seccomp filter refuses it'));
		case 'unreadable':
			return unknown(trusted('its seccomp profile cannot be read'));
		case 'custom': {
			const {socket, socketcall} = seccomp.profile.afAlg;
			if (socket) return yes(trusted('its seccomp profile allows socket(AF_ALG)'));
			return socketcall
				? yes(trusted('its seccomp profile allows socketcall(2), which reaches every socket family'))
				: no(trusted('its seccomp profile refuses socket(AF_ALG)'));
		}
		case 'default':
			return engine.kind === 'docker' ? byDockerDefault(engine) : byPodmanDefault(engine);
	}
}

/** The release from which the default profile refuses the socket, and the one from which it lets socketcall pass again. */
const refused = [29, 4, 2] as const;
const socketcallAgain = [29, 4, 3] as const;

function byDockerDefault({version, raw}: EngineFacts): AfAlgAccess {
	const numbers = /^v?(\d+)\.(\d+)\.(\d+)(.*)$/.exec(version);
	if (numbers === null) return unknown(safe`the default seccomp profile of Docker ${version} is not known`);
	if (isBefore(numbers, refused))
		return /[+~-]/.test(numbers[4] ?? '')
			? unknown(safe`the default seccomp profile of Docker ${version} may have the change of 29.4.2 (a distribution build)`)
			: yes(safe`the default seccomp profile of Docker ${version} allows socket(AF_ALG)`);
	if (isBefore(numbers, socketcallAgain) || !hasSocketcall(raw.version.Arch ?? ''))
		return no(safe`the default seccomp profile of Docker ${version} refuses socket(AF_ALG)`);
	return yes(safe`the default seccomp profile of Docker ${version} lets 32-bit programs reach it through socketcall(2)`);
}

/** Only these have the call, natively or in programs of 32 bits; an engine that does not name its architecture may be one. */
export const hasSocketcall = (architecture: string): boolean => /^(amd64|386|s390x|ppc64le|mips.*|)$/.test(architecture);

/** The first version that may differ. @source github.com/podman-container-tools/container-libs/pull/844, which was not merged */
function byPodmanDefault({version}: EngineFacts): AfAlgAccess {
	const numbers = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
	return numbers !== null && isBefore(numbers, [6, 2, 0])
		? yes(safe`the default seccomp profile of Podman ${version} allows socket(AF_ALG)`)
		: unknown(safe`the default seccomp profile of Podman ${version} is not known`);
}

/** What a security module adds where seccomp does not refuse it; `null`: nothing. */
function byModule(
	{appArmor, seLinux}: Confinement,
	engine: EngineFacts,
	reachable: AfAlgAccess['reachable'],
): AfAlgAccess | null {
	const numbers = /^v?(\d+)\.(\d+)\.(\d+)/.exec(engine.version);
	const deniedByDefault = engine.kind === 'docker' && numbers !== null && !isBefore(numbers, socketcallAgain);
	if (appArmor.kind === 'confined') {
		const {profile} = appArmor;
		if (profile === 'docker-default' && deniedByDefault) return no(trusted('the AppArmor profile docker-default denies AF_ALG'));
		if (profile !== 'docker-default' && !profile.startsWith('containers-default'))
			return unknown(safe`the AppArmor profile ${profile} may deny it`);
	}
	if (appArmor.kind === 'unreported' && deniedByDefault)
		return unknown(trusted('the engine did not report whether AppArmor confines it'));
	if (seLinux.kind === 'confined' && reachable === 'yes') return unknown(trusted('the SELinux policy of the host may deny it'));
	return null;
}

/** @param version  a match whose groups 1 to 3 are its numbers */
function isBefore(version: RegExpExecArray, limit: readonly [number, number, number]): boolean {
	const difference = limit.map((number, index) => Number(version[index + 1] ?? 0) - number).find(value => value !== 0);
	return difference !== undefined && difference < 0;
}
