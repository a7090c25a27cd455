import * as v from 'valibot';

/** An object of a known type: a field that it may have and that no schema reads would be lost without a word. */
export const everyField = <Type extends object>(
	fields: {
		readonly [Name in keyof Type]-?: v.GenericSchema<unknown, Type[Name]>;
	},
): v.GenericSchema<unknown, Type> =>
	v.pipe(
		v.object<v.ObjectEntries>(fields),
		// Each field has been read as the type says, which valibot's own types do not tell of a type that is not known here.
		v.transform(read => read as Type),
	);
