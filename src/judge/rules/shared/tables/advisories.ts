import type {Advisory} from './versions.js';

/**
 * A selection of what was published by this day: what reaches the host or passes a boundary. Each id has its record, with the fixed
 * releases, at https://osv.dev/vulnerability/ID; the release notes beside a row confirm its numbers.
 *
 * @source github.com/{moby/moby,opencontainers/runc,containerd/containerd}/security/advisories and /releases
 */
export const advisoriesAsOf = '2026-11-16';

export const engineAdvisories: readonly Advisory[] = [
	// github.com/moby/moby/releases/tag/docker-v29.9.0: Go's HTTP/2 server, golang/go#81867, #81857, #81743, #81742
	{
		ids: ['CVE-2026-97032', 'CVE-2026-78659', 'CVE-2026-78663', 'CVE-2026-78669'],
		gives: 'an HTTP/2 client of the API, or the frontend image of a build, can crash the daemon or exhaust its memory and CPU',
		overTcp: 'any client that can reach the TCP port of the API can crash the daemon or exhaust its memory and CPU over HTTP/2',
		fixed: ['29.9.0'],
	},
	// github.com/moby/moby/pull/52501, #52537: the kernel has the flaw, these releases keep containers from it
	{
		ids: ['CVE-2026-31431'],
		gives: 'containers may open AF_ALG sockets and, on a kernel without the fix (Copy Fail), change read-only files of the host',
		fixed: ['29.4.3'],
		needs: 'unfixed-kernel',
	},
	// github.com/moby/moby/security/advisories/GHSA-rg2x-37c3-w2rh, GHSA-vp62-88p7-qqf5
	{
		ids: ['CVE-2026-42306', 'CVE-2026-41568'],
		gives: 'a container can write host paths during docker cp',
		fixed: ['29.5.1'],
	},
	// github.com/moby/moby/security/advisories/GHSA-x744-4wpc-v9h2
	{
		ids: ['CVE-2026-34040'],
		gives: 'an oversized request bypasses the authorization plugin',
		fixed: ['29.3.1'],
		needs: 'authorization-plugin',
	},
	// github.com/moby/moby/security/advisories/GHSA-pxq6-2prw-chj9
	{ids: ['CVE-2026-33997'], gives: 'a plugin gets a privilege that was not granted', fixed: ['29.3.1']},
	{
		ids: ['CVE-2025-54388'],
		gives: 'after a firewalld reload, hosts on the local network reach ports published on loopback',
		fixed: ['28.3.3'],
		since: '28.2.0',
	},
	{
		ids: ['CVE-2025-54410'],
		gives: 'after a firewalld reload, bridge networks are no longer isolated',
		fixed: ['25.0.13', '28.0.0'],
	},
	// github.com/moby/moby/security/advisories/GHSA-v23v-6jw2-98fq
	{
		ids: ['CVE-2024-41110'],
		gives: 'a request without a body bypasses the authorization plugin',
		fixed: ['19.03.16', '20.10.28', '23.0.15', '24.0.10', '25.0.6', '26.0.3', '26.1.5', '27.1.1'],
		needs: 'authorization-plugin',
	},
	{
		ids: ['CVE-2024-29018'],
		gives: 'containers on internal networks can exfiltrate data over DNS',
		fixed: ['23.0.11', '25.0.5', '26.0.0'],
	},
	// github.com/moby/moby/releases/tag/v24.0.9, which has no fix for those of BuildKit below
	{ids: ['CVE-2024-24557'], gives: 'a crafted image poisons the build cache', fixed: ['24.0.9', '25.0.2']},
	{
		ids: ['CVE-2024-23651', 'CVE-2024-23652', 'CVE-2024-23653'],
		gives: 'a build can read, delete or run files on the host',
		fixed: ['25.0.2'],
		since: '23.0.0',
	},
	{ids: ['CVE-2022-36109'], gives: 'a container gets supplementary groups that it was not given', fixed: ['20.10.18']},
	{ids: ['CVE-2022-24769'], gives: 'processes gain capabilities through file capabilities', fixed: ['20.10.14']},
	{ids: ['CVE-2021-41091'], gives: 'users on the host can access the data root', fixed: ['20.10.9']},
	{ids: ['CVE-2021-21284'], gives: 'remapped root becomes real root', fixed: ['19.03.15', '20.10.3']},
];

export const runcAdvisories: readonly Advisory[] = [
	// github.com/opencontainers/runc/releases/tag/v1.4.4, v1.3.7, v1.6.0-rc.2
	{
		ids: ['CVE-2026-119101'],
		gives: 'a container restored from a checkpoint gets a writable host directory',
		fixed: ['1.3.7', '1.4.4', '1.5.3', '1.6.0-rc.2'],
		needs: 'checkpoints',
	},
	// github.com/opencontainers/runc/security/advisories/GHSA-9493-h29p-rfm2, GHSA-qw9x-cqr3-wc7r, GHSA-cgrx-mc8f-2prm
	{
		ids: ['CVE-2025-31133', 'CVE-2025-52565', 'CVE-2025-52881'],
		gives: "a container that races its own start can write to the host's /proc and escape",
		fixed: ['1.2.8', '1.3.3', '1.4.0-rc.3'],
	},
	{ids: ['CVE-2024-45310'], gives: 'a container can create empty files on the host', fixed: ['1.1.14', '1.2.0-rc.3']},
	{ids: ['CVE-2024-21626'], gives: "a leaked file descriptor makes the host's root the working directory", fixed: ['1.1.12']},
	{ids: ['CVE-2023-27561', 'CVE-2023-28642'], gives: 'a symlink in place of /proc disables AppArmor', fixed: ['1.1.5']},
	{ids: ['CVE-2022-29162'], gives: 'processes gain capabilities through file capabilities', fixed: ['1.1.2']},
	{ids: ['CVE-2021-30465'], gives: 'a mount race gives access to the host', fixed: ['1.0.0-rc.95']},
	{ids: ['CVE-2019-5736'], gives: 'a container can overwrite runc itself', fixed: ['1.0.0-rc.7']},
];

export const containerdAdvisories: readonly Advisory[] = [
	// github.com/containerd/containerd/security/advisories/GHSA-fqw6-gf59-qr4w; 2.1 got no fix
	{
		ids: ['CVE-2026-46680'],
		gives: 'an oversized numeric USER is looked up as a name and may be root',
		fixed: ['1.7.32', '2.0.9', '2.2.4', '2.3.1'],
	},
	// github.com/containerd/containerd/security/advisories/GHSA-pwhc-rpq9-4c8w
	{ids: ['CVE-2024-25621'], gives: 'users on the host can access its directories', fixed: ['1.7.29', '2.0.7', '2.1.5', '2.2.0']},
	{ids: ['CVE-2024-40635'], gives: 'an oversized USER in an image becomes root', fixed: ['1.6.38', '1.7.27', '2.0.4']},
	{ids: ['CVE-2023-25173'], gives: 'a container gets supplementary groups that it was not given', fixed: ['1.5.18', '1.6.18']},
	// github.com/containerd/containerd/security/advisories/GHSA-crp2-qrr5-8pq7
	{ids: ['CVE-2022-23648'], gives: 'an image can read host files', fixed: ['1.4.13', '1.5.10', '1.6.1']},
	// github.com/containerd/containerd/releases/tag/v1.3.9
	{ids: ['CVE-2020-15257'], gives: 'a container on the host network can talk to the shim', fixed: ['1.3.9', '1.4.3']},
];
