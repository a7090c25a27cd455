import {describe, expect, it} from 'vitest';
import {known} from '../../../src/base/answers/index.js';
import {parseOsRelease} from '../../../src/base/facts/image.js';
import {judgeImage} from '../../../src/judge/rules/judge.js';
import type {ImageExample} from '../../../src/judge/rules/rule.js';
import {endOfLife} from '../../../src/judge/rules/shared/tables/end-of-life.js';
import type {Verdict} from '../../../src/judge/rules/verdict.js';
import {imageScope} from '../../support/example-scope.js';

const judge = (example: ImageExample): Map<string, Verdict> =>
	new Map(judgeImage(imageScope(example)).map(verdict => [verdict.rule, verdict]));

/** Newest first, as the engine answers. */
const steps = (slug: string, ...created: string[]) =>
	judge({history: created.map(CreatedBy => ({CreatedBy})).reverse()}).get(slug);

const run = (command: string) => `RUN /bin/sh -c ${command} # buildkit`;
const classic = (instruction: string) => `/bin/sh -c #(nop) ${instruction}`;

describe('steps of the history', () => {
	it.each<[string, string, Verdict['verdict']]>([
		['image-update-alone', run('apt-get update'), 'fail'],
		['image-update-alone', run('apt-get -qq update'), 'fail'],
		['image-update-alone', run('echo a long line of noise that pushes it to the right && apt-get update'), 'fail'],
		['image-update-alone', '/bin/sh -c apt-get update', 'fail'],
		['image-update-alone', 'apt-get update', 'fail'],
		['image-update-alone', run('DEBIAN_FRONTEND=noninteractive /usr/bin/apt-get update'), 'fail'],
		['image-update-alone', run("sudo -E http_proxy='a b' apt-get -o Acquire::Retries=3 update"), 'fail'],
		['image-update-alone', 'RUN |1 TAG=1.2 /bin/sh -c apt-get update # buildkit', 'fail'],
		['image-update-alone', run('apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y nginx'), 'pass'],
		['image-update-alone', run('echo apt-get update'), 'pass'],
		['image-update-alone', 'RUN /bin/bash -o pipefail -c apt-get update # buildkit', 'fail'],
		['image-update-alone', '/bin/bash -euo pipefail -c apt-get update', 'fail'],
		['image-update-alone', 'RUN |1 TAG=1.2 /usr/bin/bash -Eeuo pipefail -xc apt-get update # buildkit', 'fail'],
		['image-update-alone', 'RUN /bin/bash -o pipefail -c apt-get update && apt-get install -y nginx # buildkit', 'pass'],
		['image-update-alone', 'RUN /bin/sh -c set -e\napt-get update\n # buildkit', 'fail'],
		['image-update-alone', 'RUN /bin/sh -c apt-get update\napt-get install -y nginx\n # buildkit', 'pass'],
		['image-update-alone', 'RUN /bin/sh -c apt-get update &&\n  apt-get \\\n  install -y nginx\n # buildkit', 'pass'],
		['image-update-alone', classic('ENV HINT=apt-get update'), 'pass'],
		['image-update-alone', run('apt-get update && apt-get install -y nginx'), 'pass'],
		['image-update-alone', run('apk update && apk add curl'), 'pass'],
		['image-update-alone', run('apk add --no-cache curl'), 'pass'],
		['image-update-alone', run('dnf -y upgrade'), 'fail'],
		['image-update-alone', run('update-ca-certificates'), 'pass'],
		['image-update-alone', classic('CMD ["/update.sh"]'), 'pass'],
		['image-add', classic('ADD file:1a2b3c in /app'), 'fail'],
		['image-add', 'ADD . /app # buildkit', 'fail'],
		['image-add', classic('ADD file:1a2b3c in / '), 'pass'],
		['image-add', 'ADD alpine-minirootfs-3.22.0-x86_64.tar.gz / # buildkit', 'pass'],
		['image-add', classic('ENV LISTEN_ADDRESS=0.0.0.0'), 'pass'],
		['image-add', 'COPY . /app # buildkit', 'pass'],
		['image-unverified-packages', run('apk add --allow-untrusted x.apk'), 'fail'],
		[
			'image-unverified-packages',
			run('echo "deb [trusted=yes] https://deb.example ./" > /etc/apt/sources.list.d/x.list'),
			'fail',
		],
		['image-unverified-packages', run('pip install --trusted-host pypi.example tool'), 'fail'],
		['image-unverified-packages', run('rpm -i --nosignature x.rpm'), 'fail'],
		['image-unverified-packages', run('apt-get -o Acquire::AllowInsecureRepositories=true update'), 'fail'],
		['image-unverified-packages', run('apt-get -o APT::Get::AllowUnauthenticated=1 install x'), 'fail'],
		['image-unverified-packages', run('apt-get -o APT::Get::AllowUnauthenticated=false install x'), 'pass'],
		['image-unverified-packages', run('pip install tool'), 'pass'],
		['image-unverified-downloads', run('curl -fsSL https://get.example | bash'), 'fail'],
		['image-unverified-downloads', run('wget -q https://x.example/a.tgz && tar xzf a.tgz'), 'fail'],
		['image-unverified-downloads', run('curl -fsSLO https://x.example/a && echo "0f a" | sha256sum -c'), 'pass'],
		['image-unverified-downloads', run('curl -kfsSLO https://x.example/a && echo "0f a" | sha256sum -c'), 'fail'],
		['image-unverified-downloads', run('apt-get install -y curl'), 'pass'],
		['image-adds-setuid', run('chmod u+s /usr/bin/x'), 'fail'],
		['image-adds-setuid', run('chmod 4755 /usr/bin/x'), 'fail'],
		['image-adds-setuid', run('chmod -R +rws /opt'), 'fail'],
		['image-adds-setuid', run('install -m 6755 x /usr/bin/x'), 'fail'],
		['image-adds-setuid', run('chmod 1777 /tmp && chmod 0755 /x && chmod a-s /y && chmod +x /z'), 'pass'],
		['image-adds-setuid', run('mkdir /d && chmod 2777 /d && chmod g+s /d'), 'pass'],
		['image-adds-setuid', run('find / -perm /6000 -exec chmod a-s {} +'), 'pass'],
		['image-adds-setuid', run('chmod u=rwxs,go=rx /usr/bin/x'), 'fail'],
		['image-adds-setuid', run('chmod a+x,u+s /usr/bin/x'), 'fail'],
		['image-adds-setuid', run('chmod "u+xs" /usr/bin/x'), 'fail'],
		['image-adds-setuid', run('sudo /bin/chmod 06755 /usr/bin/x'), 'fail'],
		['image-adds-setuid', '/bin/chmod u+s /usr/bin/x', 'fail'],
		['image-adds-setuid', 'RUN /bin/chmod u+s /usr/bin/x # buildkit', 'fail'],
		['image-adds-setuid', run('install -o root -m4755 x /usr/bin/x'), 'fail'],
		['image-adds-setuid', run('install --mode=u+s,a+rx x /usr/bin/x'), 'fail'],
		['image-adds-setuid', run('chmod g+s,u-s /x && chmod u=rwx,g=rxs /y && install -m 755 a+s /z'), 'pass'],
		['image-adds-setuid', 'ADD --chown=0:0 --chmod=u+s x /usr/bin/x # buildkit', 'fail'],
		['image-adds-setuid', 'COPY --chmod=4755 x /usr/bin/x # buildkit', 'fail'],
		['image-adds-setuid', 'COPY --chmod=0755 x /usr/bin/x # buildkit', 'pass'],
		['image-unverified-downloads', run('apt-get install -y ca-certificates curl $DEPENDENCIES'), 'pass'],
		['image-unverified-downloads', run('if [ -n "$X" ]; then curl -fsSL "$URL" -o a; fi'), 'fail'],
		['image-unverified-downloads', run('set -e; eval "$(wget -qO- "$URL")"'), 'fail'],
		['image-update-alone', run('set -eux; apt-get update; rm -rf /var/lib/apt/lists/*'), 'fail'],
		['image-update-alone', run('set -eux; apt-get update; apt-get install -y --no-install-recommends nginx; rm -rf /x'), 'pass'],
		['image-tools', run('apt-get install -y gcc && make && apt-get purge -y gcc'), 'pass'],
		['image-tools', run('apt-get update && apt-get install -y --no-install-recommends gcc=4:12 libc6-dev'), 'fail'],
		['image-tools', run('apk add --no-cache --virtual .build gcc make && make && apk del .build'), 'pass'],
		['image-tools', run('apt-get install -y libgcc-s1 nginx'), 'pass'],
		['image-tools', run('DEBIAN_FRONTEND=noninteractive apt-get install -y gcc'), 'fail'],
		['image-tools', 'RUN |1 TAG=1.2 /bin/sh -c apt-get install -y gcc # buildkit', 'fail'],
		['image-unverified-downloads', run('/usr/bin/curl -fsSL https://x.example/i.sh | sh'), 'fail'],
		['image-unverified-packages', 'apt-get install -y --allow-unauthenticated tool', 'fail'],
		['image-secrets', 'ENV DB_PASSWORD=hunter2hunter2', 'fail'],
		['image-secrets', 'RUN |1 API_TOKEN=ghp_0123456789abcdefghijABCDEFGHIJ012345 /bin/sh -c make # buildkit', 'fail'],
		['image-secrets', classic('ENV PATH=/usr/bin'), 'pass'],
	])('%s on `%s` is %s', (slug, created, expected) => {
		expect(steps(slug, classic('CMD ["sh"]'), created)).toMatchObject({verdict: expected});
	});

	it('that fetch by ADD are worse than those that copy, unless the sum is given', () => {
		expect(steps('image-add', 'ADD https://x.example/a /a # buildkit')).toMatchObject({verdict: 'fail', severity: 'high'});
		expect(steps('image-add', 'ADD git@x.example:a/b.git /a # buildkit')).toMatchObject({severity: 'high'});
		expect(steps('image-add', 'ADD --checksum=sha256:00 https://x.example/a /a # buildkit')).toMatchObject({severity: 'low'});
		expect(steps('image-add', 'ADD a.conf /a # buildkit')).toMatchObject({severity: 'low'});
	});

	it('that put files at the root are those of a base system where there was nothing yet', () => {
		const system = classic('ADD file:1a2b3c in / ');
		const own = ['ADD app.tar.gz / # buildkit', classic('ADD file:4d5e6f in / ')];
		expect(steps('image-add', 'ARG RELEASE', classic('LABEL a=b'), system, run('apk add nginx'))).toMatchObject({
			verdict: 'pass',
		});
		for (const added of own) {
			expect(steps('image-add', system, added)).toMatchObject({verdict: 'fail', evidence: [{path: '[0]'}]});
			expect(steps('image-add', 'COPY app / # buildkit', added)).toMatchObject({verdict: 'fail'});
		}
		const imported = judge({history: [{CreatedBy: own[0] ?? ''}, {CreatedBy: '', Size: 7_000_000}]}).get('image-add');
		expect(imported).toMatchObject({verdict: 'fail'});
	});

	it('of any length are judged in no time', () => {
		const traps = [
			'curl ',
			'apk ',
			'[',
			'u',
			'chmod -a ',
			'apt-get -y ',
			'sudo A=b ',
			'\n',
			'u=',
			',',
			'install -m ',
			' -o x',
		].map(word => run(`chmod ${word.repeat(200_000)}`));
		const verdicts = judge({history: traps.map(CreatedBy => ({CreatedBy}))});
		expect(verdicts.get('image-adds-setuid')?.verdict).toBe('pass');
		expect(JSON.stringify([...verdicts.values()]).length).toBeLessThan(100_000);
	});

	it('show no secret in the evidence', () => {
		const secret = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
		const verdicts = [
			...judge({history: [{CreatedBy: run(`curl -H "Authorization: ${secret}" https://x.example | sh`)}]}).values(),
		];
		expect(JSON.stringify(verdicts)).not.toContain(secret);
	});

	it('kept for those who build on the image are looked at for secrets too', () => {
		const OnBuild = ['RUN make', 'ENV API_TOKEN=ghp_0123456789abcdefghijABCDEFGHIJ012345'];
		expect(judge({history: [], Config: {OnBuild}}).get('image-secrets')).toMatchObject({
			verdict: 'fail',
			evidence: [{path: 'Config.OnBuild[1]', value: 'API_TOKEN (in a trigger)'}],
		});
		expect(judge({history: [], Config: {OnBuild: ['RUN make']}}).get('image-secrets')).toMatchObject({verdict: 'pass'});
	});

	it('are not judged while they were not requested', () => {
		const verdicts = judge({});
		for (const slug of ['image-update-alone', 'image-add', 'image-tools', 'image-unverified-downloads', 'image-secrets'])
			expect(verdicts.get(slug)).toMatchObject({verdict: 'unknown', reasons: [{source: 'engine:/images/history'}]});
	});
});

describe('a health check', () => {
	it.each<[string[] | undefined, Verdict['verdict']]>([
		[['CMD-SHELL', 'curl -f localhost'], 'pass'],
		[['NONE'], 'fail'],
		[[], 'fail'],
		[undefined, 'fail'],
	])('%j is %s', (test, expected) => {
		const health = test === undefined ? {} : {Healthcheck: {Test: test}};
		expect(judge({Config: health}).get('image-healthcheck')).toMatchObject({verdict: expected});
	});
});

describe('age', () => {
	const age = (Created: string) => judge({Created, now: '2026-11-24T00:00:00Z'}).get('image-age');

	it('is low after ninety days and medium after a year', () => {
		expect(age('2026-10-01T00:00:00Z')).toMatchObject({verdict: 'pass'});
		expect(age('2026-07-01T00:00:00Z')).toMatchObject({verdict: 'fail', severity: 'low'});
		expect(age('2025-07-01T00:00:00Z')).toMatchObject({verdict: 'fail', severity: 'medium'});
	});

	it('is unknown for a reproducible build', () => {
		expect(age('1970-01-01T00:00:00Z')).toMatchObject({verdict: 'unknown'});
		expect(age('1980-01-01T00:00:01Z')).toMatchObject({verdict: 'unknown'});
	});
});

describe('the base system', () => {
	it.each([
		['alpine', '3.18.4', '2025-05-09'],
		['debian', '12', '2028-06-30'],
		['ubuntu', '22.04', '2027-06-01'],
		['rocky', '9.4', '2032-05-31'],
		['amzn', '2', '2026-06-30'],
		['opensuse-leap', '15.5', '2024-12-31'],
		['alpine', '3.99.1', null],
		['wolfi', '20230201', null],
		['toString', '1', null],
		['debian', 'constructor', null],
	])('%s %s ends %s', (id, version, end) => {
		expect(endOfLife(id, version)).toBe(end);
	});

	function onSystem(osRelease: string, now: string) {
		const os = parseOsRelease(osRelease);
		if (os === null) throw new Error('no system');
		return judge({facts: {os: known(os)}, now}).get('image-end-of-life');
	}

	it('is judged by the day on which it ended', () => {
		const alpine = 'ID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\n';
		expect(onSystem(alpine, '2026-04-01T12:00:00Z')).toMatchObject({verdict: 'pass'});
		expect(onSystem(alpine, '2026-04-02T00:00:00Z')).toMatchObject({
			verdict: 'fail',
			detail: 'Alpine Linux v3.20 reached end of life on 2026-04-01',
		});
	});

	it('is unknown when the table does not list it, or it was not looked up', () => {
		expect(onSystem('ID=debian\nPRETTY_NAME="Debian sid"\n', '2026-04-01T12:00:00Z')).toMatchObject({verdict: 'unknown'});
		expect(judge({}).get('image-end-of-life')).toMatchObject({verdict: 'unknown'});
	});
});

describe('registries', () => {
	const digest = `sha256:${'a'.repeat(64)}`;
	const from = (...RepoDigests: string[]) =>
		judge({RepoDigests, settings: {allowedRegistries: ['ghcr.io']}}).get('image-registry');

	it('are those of the digests', () => {
		expect(from(`ghcr.io/acme/api@${digest}`)).toMatchObject({verdict: 'pass'});
		expect(from(`nginx@${digest}`)).toMatchObject({verdict: 'fail'});
		expect(from()).toMatchObject({verdict: 'fail', detail: expect.stringContaining('built or loaded here')});
		expect(judge({}).get('image-registry')).toMatchObject({verdict: 'not-applicable'});
	});
});

describe('the origin of an image', () => {
	const engineInfo = {DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']]};
	const RepoDigests = [`ghcr.io/acme/api@sha256:${'a'.repeat(64)}`];
	/** Tagged as one of the allowed registry, on the containerd store. */
	const recorded = (Identity: ImageExample['Identity'], allowedRegistries = ['ghcr.io']) =>
		judge({RepoDigests, engineInfo, settings: {allowedRegistries}, ...(Identity === undefined ? {} : {Identity})});
	const pulled = (...names: string[]) => ({Pull: names.map(Repository => ({Repository}))});

	it('is unknown where digests are computed from tags', () => {
		for (const slug of ['image-registry', 'image-unverified'])
			expect(recorded(undefined).get(slug)).toMatchObject({
				verdict: 'unknown',
				reasons: [{reason: expect.stringContaining('computed from local names')}],
			});
	});

	it.each<[string, ImageExample['Identity'], Verdict['verdict'], RegExp]>([
		['a pull from there', pulled('ghcr.io/acme/api'), 'pass', /^$/],
		['a pull from elsewhere, whatever its tag', pulled('evil.example/api'), 'fail', /it came from evil\.example/],
		['a pull from elsewhere that was pushed there', pulled('evil.example/api', 'ghcr.io/acme/api'), 'pass', /^$/],
		['a build', {Build: [{Ref: 'yk1'}]}, 'fail', /it was built here/],
		['nothing', null, 'fail', /built or loaded here/],
		['a signature only', {Signature: [{Signer: {SubjectAlternativeName: 'ghcr.io/acme'}}]}, 'fail', /built or loaded here/],
	])('by the engine’s record of %s', (_, Identity, verdict, detail) => {
		const found = recorded(Identity).get('image-registry');
		expect(found).toMatchObject({verdict});
		expect(found?.detail ?? '').toMatch(detail);
	});

	it('is unknown where only the port would distinguish: the record has none', () => {
		expect(recorded(pulled('corp.example/api'), ['corp.example:5000']).get('image-registry')).toMatchObject({
			verdict: 'unknown',
			reasons: [{reason: expect.stringContaining('on which port')}],
		});
		expect(recorded(pulled('other.example/api'), ['corp.example:5000']).get('image-registry')).toMatchObject({verdict: 'fail'});
	});

	it('names who signed, and calls no one trusted', () => {
		const Signer = {SubjectAlternativeName: 'mallory@mail.example', Issuer: 'https://accounts.example'};
		const Signature = [{Name: 'GitHub', Signer, Warnings: ['the roots of trust are from the cache']}];
		const signed = recorded({...pulled('docker.io/library/nginx'), Signature}).get('image-unverified');
		expect(signed).toMatchObject({verdict: 'pass'});
		expect(signed?.evidence).toContainEqual({
			source: 'image',
			path: 'Identity.Signature[0].Signer.SubjectAlternativeName',
			value: 'mallory@mail.example',
		});
		expect(signed?.evidence).toContainEqual(expect.objectContaining({value: 'https://accounts.example'}));
		expect(signed?.evidence).toContainEqual(expect.objectContaining({value: 'the roots of trust are from the cache'}));
		expect(JSON.stringify(signed)).not.toMatch(/trusted/i);
	});

	it('with a signature that does not verify is unknown, with the engine’s words', () =>
		expect(
			recorded({...pulled('docker.io/x/y'), Signature: [{Error: 'dial tcp: i/o timeout'}]}).get('image-unverified'),
		).toMatchObject({
			verdict: 'unknown',
			reasons: [{reason: 'the engine could not verify its signature: dial tcp: i/o timeout'}],
		}));

	it('shows a build as evidence', () =>
		expect(recorded({Build: [{Ref: 'yk1'}]}).get('image-unverified')).toMatchObject({
			verdict: 'fail',
			evidence: [
				{path: 'Identity.Pull', value: 'none'},
				{path: 'Identity.Build[0].Ref', value: 'yk1'},
			],
		}));
});
