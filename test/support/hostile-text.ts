import fc from 'fast-check';

/** Text that a shell or a terminal would love to act on. */
export const hostileText = fc
	.array(
		fc.oneof(
			fc.constantFrom(
				'\n',
				"'",
				'"',
				'$SECRET',
				// biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's expansion, not ours
				'${SECRET}',
				'$(id)',
				'`id`',
				'\\',
				'\\\n',
				...'* ? ~ ! !! # & ; | > < ( ) {a,b} [a] - -- ='.split(' '),
				'\t',
				' ',
				'\r',
				'\u001b[31m',
				'\u0007',
				'\u009b',
				'\u202e',
				'\u200b',
				'é',
				'漢',
				'👩‍💻',
			),
			fc.string({unit: 'grapheme', maxLength: 6}),
		),
		{maxLength: 8},
	)
	.map(parts => Buffer.from(parts.join('').replaceAll('\0', ''), 'utf8').toString('utf8'));
