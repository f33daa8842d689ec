/** The product environment of the drill, which exists in the simulated Cloudinary alone. */
export const ACCOUNT = { cloud_name: 'drill', api_key: '512233445566778', api_secret: 'only-for-the-drill' } as const;
