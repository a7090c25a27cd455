/** What a path of a policy's condition may lead to. A list stands for each of its elements; `text[]` has names to pick one by. */
export type Leaf = 'text' | 'number' | 'boolean';
export type Shape = Leaf | {readonly list: Shape} | {readonly fields: Readonly<Record<string, Shape>>};

export const texts = {list: 'text'} as const;
export const fields = <const F extends Readonly<Record<string, Shape>>>(of: F) => ({fields: of}) as const;
export const listOf = <const F extends Readonly<Record<string, Shape>>>(of: F) => ({list: fields(of)}) as const;
/** Labels, sysctls: a condition picks one by its name. */
export const named = listOf({name: 'text', value: 'text'});
