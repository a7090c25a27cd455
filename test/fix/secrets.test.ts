import {Readable} from 'node:stream';
import * as tar from 'tar-stream';
import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';
import {type ContainerInspect, known} from '../../src/base/answers/index.js';
import {imageFacts} from '../../src/base/facts/index.js';
import {entrypointScripts} from '../../src/fix/evidence/entrypoint.js';
import {viewCase} from '../../src/fix/hardening-case.js';
import {enabledBy, hardened, planHardening} from '../../src/fix/plan/index.js';
import {fileVariable} from '../../src/fix/plan/secret-images.js';
import {hardeningOutput} from '../../src/fix/render/fix-output.js';
import {flagsOf} from '../../src/judge/changes/change.js';
import {opened} from './opened.js';
import {assessedOf, evidenceOf} from './subject.js';

const shared = `#!/usr/bin/env bash
file_env() {
	local fileVar="\${1}_FILE"
	export "$1"="$(< "\${!fileVar}")"
}
# file_env 'OLD_PASSWORD'
file_env 'APP_PASSWORD'
docker_file_env "QUEUE_TOKEN" ''
if [ -n "$API_KEY_FILE" ]; then API_KEY=$(cat "\${API_KEY_FILE}"); fi
read -r SESSION_SECRET < $SESSION_SECRET__FILE
echo "set LEFT_PASSWORD_FILE to a file" > $LEFT_PASSWORD_FILE
`;
const scripts = [{path: '/usr/local/bin/start.sh', text: shared}];

describe('the variable that takes the path of a secret', () => {
	it.each([
		['APP_PASSWORD', 'APP_PASSWORD_FILE'],
		['QUEUE_TOKEN', 'QUEUE_TOKEN_FILE'],
		['API_KEY', 'API_KEY_FILE'],
		['SESSION_SECRET', 'SESSION_SECRET__FILE'],
	])('%s is shown by the entrypoint', (name, variable) =>
		expect(fileVariable(name, 'shop/web:1', scripts)).toEqual({
			name: variable,
			source: 'image',
			where: '/usr/local/bin/start.sh',
		}),
	);

	it.each(['OLD_PASSWORD', 'LEFT_PASSWORD', 'PASSWORD', 'APP', 'APP_PASSWORD_2'])('%s is not', name =>
		expect(fileVariable(name, 'shop/web:1', scripts)).toBeNull(),
	);

	it.each([
		['POSTGRES_PASSWORD', 'postgres:16', 'POSTGRES_PASSWORD_FILE'],
		['POSTGRES_PASSWORD', 'docker.io/library/postgres@sha256:ab', 'POSTGRES_PASSWORD_FILE'],
		['GF_SECURITY_ADMIN_PASSWORD', 'grafana/grafana:11', 'GF_SECURITY_ADMIN_PASSWORD__FILE'],
		['ELASTIC_PASSWORD', 'docker.elastic.co/elasticsearch/elasticsearch:8.1.0', 'ELASTIC_PASSWORD_FILE'],
	])('%s of %s is documented', (name, image, variable) =>
		expect(fileVariable(name, image, [])).toMatchObject({name: variable, source: 'docs'}),
	);

	it.each([
		['POSTGRES_PASSWORD', 'evil.example/library/postgres'],
		['POSTGRES_PASSWORD', 'someone/postgres'],
		['PGPASSWORD', 'postgres'],
		['RABBITMQ_DEFAULT_PASS', 'rabbitmq:4'],
		['REDIS_PASSWORD', 'redis'],
		['KC_DB_PASSWORD', 'quay.io/keycloak/keycloak'],
	])('%s of %s is not', (name, image) => expect(fileVariable(name, image, [])).toBeNull());
});

const config = (...Env: string[]): Partial<ContainerInspect> => ({Config: {Image: 'shop/web:1', Env}});
const entrypoint = known(scripts);
const planOf = (parts: Partial<ContainerInspect>) => planHardening(assessedOf(parts), evidenceOf({entrypoint}));

describe('a secret in the environment', () => {
	const changeOf = (plan: ReturnType<typeof planOf>, slug: string) => plan.changes.find(change => change.slug === slug);

	it('becomes a file where the entrypoint reads one, and is then no finding', () => {
		const plan = planOf(config('APP_PASSWORD=hunter2-value', 'MODE=fast'));
		const made = changeOf(plan, 'secret:APP_PASSWORD');
		expect(made && flagsOf(made)).toEqual({
			remove: ['--env APP_PASSWORD'],
			add: [
				'--env APP_PASSWORD_FILE=/run/secrets/APP_PASSWORD',
				'--mount type=bind,source=/srv/container-secrets/web/APP_PASSWORD,target=/run/secrets/APP_PASSWORD,readonly',
			],
		});
		expect(enabledBy(plan, 'least').has('secret:APP_PASSWORD')).toBe(false);
		const after = hardened(plan, new Set(['secret:APP_PASSWORD']));
		expect(after.Config?.Env).toEqual(['APP_PASSWORD_FILE=/run/secrets/APP_PASSWORD', 'MODE=fast']);
		expect(assessedOf(after).facts.secrets).toEqual([]);
	});

	it('only leaves the command where no way is known, says so, and stays a finding', () => {
		const plan = planOf(config('OTHER_PASSWORD=hunter2-value'));
		const made = changeOf(plan, 'secret:OTHER_PASSWORD');
		expect(made && flagsOf(made)).toEqual({
			remove: ['--env OTHER_PASSWORD'],
			add: ['--env-file /srv/container-secrets/web/env'],
		});
		expect(made?.why).toMatch(/no way is known.*docker inspect still shows it/);
		const after = hardened(plan, new Set(['secret:OTHER_PASSWORD']));
		expect(assessedOf(after).facts.secrets).toHaveLength(1);
	});

	it('of several lines has neither: that is said', () => {
		const plan = planOf(config('OTHER_PASSWORD=hunter2\nvalue'));
		expect(changeOf(plan, 'secret:OTHER_PASSWORD')).toBeUndefined();
		expect(plan.warnings.join()).toMatch(/OTHER_PASSWORD stays in the environment: .*no env file can hold/);
	});

	it('that the image sets too cannot be taken away by a flag', () => {
		const parts = config('APP_PASSWORD=hunter2-value');
		const image = imageFacts({Id: 'sha256:1', Config: {Env: ['APP_PASSWORD=changeme']}}, {});
		const plan = planHardening({...assessedOf(parts), image}, evidenceOf({entrypoint}));
		expect(changeOf(plan, 'secret:APP_PASSWORD')?.add).toEqual([{name: '--env-file', value: '/srv/container-secrets/web/env'}]);
	});

	it('is written by the shell of the user, and never by dockscope', () => {
		const one = opened(config('APP_PASSWORD=hunter2-value', 'OTHER_TOKEN=hunter2-token', 'THIRD_TOKEN=hunter2-third'));
		const plan = planOf(config('APP_PASSWORD=hunter2-value', 'OTHER_TOKEN=hunter2-token', 'THIRD_TOKEN=hunter2-third'));
		const on = new Set(plan.changes.map(({slug}) => slug).filter(slug => slug.startsWith('secret:')));
		const view = viewCase({...one, plan}, plan, on, {assessHypothetical: () => null});
		const {text} = hardeningOutput('replace', view, null);
		expect(text).not.toContain('hunter2');
		expect(text).toMatch(/umask 077 .*> \/srv\/container-secrets\/web\/APP_PASSWORD\)/);
		expect(text).toMatch(/'?OTHER_TOKEN='?"\$OTHER_TOKEN" '?THIRD_TOKEN='?"\$THIRD_TOKEN" > \/srv\/container-secrets\/web\/env/);
		expect(text).not.toMatch(/--env (APP_PASSWORD|OTHER_TOKEN|THIRD_TOKEN) /);
		expect(text.match(/--env-file \/srv/g)).toHaveLength(1);
		// A separate Compose file stops without the values, which a shell has.
		expect(parse(hardeningOutput('compose', view, null).text).services.web.environment).toEqual([
			'APP_PASSWORD_FILE=/run/secrets/APP_PASSWORD',
			...['OTHER_TOKEN', 'THIRD_TOKEN'].map(name => `${name}=\${${name}:?is not set}`),
		]);
		expect(hardeningOutput('compose', view, null).warnings.join()).toMatch(
			/write its secrets first: \( APP_PASSWORD=\$\(docker inspect .* web\) && .*> \/srv\/container-secrets\/web\/APP_PASSWORD\) \)/,
		);
		const run = hardeningOutput('run', view, null).text;
		expect(run).toContain('[ -s /srv/container-secrets/web/APP_PASSWORD ] ||');
	});
});

describe('the override of a service with a secret in a file', () => {
	const labels = {'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web'};
	const parts = config('LANG=C', 'APP_PASSWORD=hunter2-value', 'OTHER_TOKEN=hunter2-token', 'PATH=/bin');
	const ofCompose = {...parts, Config: {...parts.Config, Labels: labels}};
	const image = {Id: 'sha256:1', Config: {Env: ['PATH=/bin', 'LANG=C']}};

	it('has only the variables that change, whatever the image sets', () => {
		const one = {...opened(ofCompose), image};
		const plan = planOf(ofCompose);
		const view = viewCase({...one, plan}, plan, new Set(['secret:APP_PASSWORD']), {assessHypothetical: () => null});
		const {text, warnings} = hardeningOutput('compose', view, image);
		expect(parse(text).services.web.environment).toEqual(['APP_PASSWORD=', 'APP_PASSWORD_FILE=/run/secrets/APP_PASSWORD']);
		expect(text).not.toMatch(/!override|hunter2|OTHER_TOKEN|LANG/);
		expect(warnings.join('\n')).toMatch(/^an override cannot remove the variable APP_PASSWORD, only empty it: /m);
	});

	it('has no variables where none changes', () => {
		const one = opened(ofCompose);
		const {text} = hardeningOutput('compose', viewCase(one, one.plan, new Set(), {assessHypothetical: () => null}), null);
		expect(text).not.toContain('environment');
	});
});

describe('the scripts of an entrypoint', () => {
	const archiveOf = (files: Readonly<Record<string, string | {link: string}>>) => ({
		asked: [] as string[],
		async archive(_: string, path: string) {
			this.asked.push(path);
			const content = files[path];
			if (content === undefined) return null;
			const pack = tar.pack();
			const name = path.slice(path.lastIndexOf('/') + 1);
			if (typeof content === 'string') pack.entry({name}, content);
			else pack.entry({name, type: 'symlink', linkname: content.link});
			pack.finalize();
			return Readable.from(pack);
		},
	});
	const factsOf = (Config: ContainerInspect['Config']) => assessedOf({Config}).facts;

	it('are found in PATH, through links, behind an init, and no programs', async () => {
		const reader = archiveOf({
			'/sbin/tini': '\u007fELF…',
			'/opt/bin/start.sh': {link: '../share/start.sh'},
			'/opt/share/start.sh': '#!/bin/sh\necho',
			'/opt/bin/web': '\u007fELF…',
		});
		const env = ['PATH=/usr/bin:/opt/bin'];
		const facts = factsOf({Image: 'x', Env: env, Entrypoint: ['/sbin/tini', '--', 'start.sh'], Cmd: ['web']});
		expect(await entrypointScripts(reader, facts)).toEqual([{path: '/opt/bin/start.sh', text: '#!/bin/sh\necho'}]);
	});

	it('are not looked for without end', async () => {
		const reader = archiveOf({});
		const env = [`PATH=${Array.from({length: 200}, (_, index) => `/p${index}`).join(':')}`];
		const words = Array.from({length: 100}, (_, index) => `w${index}`);
		await entrypointScripts(reader, factsOf({Image: 'x', Env: env, Entrypoint: words, Cmd: words}));
		expect(reader.asked).toHaveLength(40);
	});

	it('may be larger than any script: then they show nothing', async () => {
		const reader = archiveOf({'/start': `#!/bin/sh\n${'x'.repeat(2 << 20)}`});
		expect(await entrypointScripts(reader, factsOf({Image: 'x', Env: [], Entrypoint: ['/start']}))).toEqual([]);
	});
});
