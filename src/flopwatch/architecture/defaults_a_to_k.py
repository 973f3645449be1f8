"""Defaults of the families' own code, A to K.

As in transformers 5.24.0; written by tests/architecture/make_defaults.py.
"""

FIRST = """\
afmoe vocab_size=200192 hidden_size=2048 intermediate_size=6144 moe_intermediate_size=1408 num_hidden_layers=32
 num_dense_layers=1 num_attention_heads=16 head_dim=128 max_position_embeddings=16384 tie_word_embeddings=false
 num_experts=64 num_experts_per_tok=6 num_shared_experts=2 global_attn_every_n_layers=4 sliding_window=1024
 attention_bias=false
albert vocab_size=30000 embedding_size=128 hidden_size=4096 num_hidden_layers=12 num_hidden_groups=1
 num_attention_heads=64 intermediate_size=16384 inner_group_num=1 max_position_embeddings=512 type_vocab_size=2
 tie_word_embeddings=true
apertus vocab_size=131072 hidden_size=4096 intermediate_size=14336 num_hidden_layers=32 num_attention_heads=32
 max_position_embeddings=65536 tie_word_embeddings=false attention_bias=false
arcee vocab_size=32000 hidden_size=2560 intermediate_size=18432 num_hidden_layers=32 num_attention_heads=32
 max_position_embeddings=4096 tie_word_embeddings=false attention_bias=false mlp_bias=false
aria_text vocab_size=32000 hidden_size=4096 intermediate_size=4096 num_hidden_layers=32 num_attention_heads=32
 max_position_embeddings=2048 tie_word_embeddings=false attention_bias=false mlp_bias=false moe_num_experts=8
 moe_topk=2 moe_num_shared_experts=2
audio-spectrogram-transformer hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 patch_size=16 qkv_bias=true frequency_stride=10 time_stride=10 max_length=1024 num_mel_bins=128
axk1 vocab_size=163840 hidden_size=7168 intermediate_size=18432 moe_intermediate_size=2048 num_hidden_layers=61
 num_attention_heads=64 num_key_value_heads=64 n_shared_experts=1 n_routed_experts=192 kv_lora_rank=512
 q_lora_rank=1536 qk_rope_head_dim=64 v_head_dim=128 qk_nope_head_dim=128 num_experts_per_tok=8
 max_position_embeddings=32768 tie_word_embeddings=false attention_bias=false
aya_vision vision_feature_layer=-1 downsample_factor=2 tie_word_embeddings=true
aya_vision/vision_config model_type="siglip_vision_model" optional=false hidden_size=1152 intermediate_size=4304
 patch_size=14 image_size=384 num_hidden_layers=26 num_attention_heads=14 vision_use_head=false
aya_vision/text_config model_type="cohere2" optional=false
bamba vocab_size=128000 tie_word_embeddings=false hidden_size=4096 intermediate_size=14336 num_hidden_layers=32
 num_attention_heads=32 num_key_value_heads=8 max_position_embeddings=262144 mamba_n_heads=128 mamba_d_head="auto"
 mamba_n_groups=1 mamba_d_state=256 mamba_d_conv=4 mamba_expand=2 mamba_conv_bias=true mamba_proj_bias=false
 attention_bias=false mlp_bias=false
bart vocab_size=50265 max_position_embeddings=1024 encoder_layers=12 encoder_ffn_dim=4096 encoder_attention_heads=16
 decoder_layers=12 decoder_ffn_dim=4096 decoder_attention_heads=16 d_model=1024 is_decoder=false
 tie_word_embeddings=true
beam vocab_size=151936 hidden_size=5120 intermediate_size=20480 num_hidden_layers=52 num_attention_heads=48
 num_key_value_heads=8 max_position_embeddings=8192 tie_word_embeddings=false attention_bias=false sliding_window=512
 moe_intermediate_size=2560 num_experts_per_tok=8 num_experts=256 head_dim=128
beit vocab_size=8192 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072 image_size=224
 patch_size=16 num_channels=3 use_mask_token=false use_absolute_position_embeddings=false
 use_relative_position_bias=false use_shared_relative_position_bias=false layer_scale_init_value=0.1
 use_mean_pooling=true
bert vocab_size=30522 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 max_position_embeddings=512 type_vocab_size=2 is_decoder=false add_cross_attention=false tie_word_embeddings=true
big_bird vocab_size=50358 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 max_position_embeddings=4096 type_vocab_size=2 attention_type="block_sparse" use_bias=true block_size=64
 num_random_blocks=3 is_decoder=false add_cross_attention=false tie_word_embeddings=true
biogpt vocab_size=42384 hidden_size=1024 num_hidden_layers=24 num_attention_heads=16 intermediate_size=4096
 max_position_embeddings=1024 tie_word_embeddings=true
bitnet vocab_size=128256 hidden_size=2560 intermediate_size=6912 num_hidden_layers=30 num_attention_heads=20
 num_key_value_heads=5 max_position_embeddings=2048 tie_word_embeddings=false attention_bias=false
blenderbot vocab_size=8008 max_position_embeddings=128 encoder_layers=2 encoder_ffn_dim=10240
 encoder_attention_heads=32 decoder_layers=24 decoder_ffn_dim=10240 decoder_attention_heads=32 d_model=2560
 is_decoder=false tie_word_embeddings=true
blenderbot-small vocab_size=50265 max_position_embeddings=512 encoder_layers=8 encoder_ffn_dim=2048
 encoder_attention_heads=16 decoder_layers=8 decoder_ffn_dim=2048 decoder_attention_heads=16 d_model=512
 is_decoder=false tie_word_embeddings=true
bloom vocab_size=250880 hidden_size=64 n_layer=2 n_head=8 tie_word_embeddings=true
camembert vocab_size=30522 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 max_position_embeddings=512 type_vocab_size=2 is_decoder=false add_cross_attention=false tie_word_embeddings=true
clip projection_dim=512
clip/vision_config model_type="clip_vision_model" optional=false
clip/text_config model_type="clip_text_model" optional=false
clip_text_model vocab_size=49408 hidden_size=512 intermediate_size=2048 projection_dim=512 num_hidden_layers=12
 num_attention_heads=8 max_position_embeddings=77
clip_vision_model hidden_size=768 intermediate_size=3072 projection_dim=512 num_hidden_layers=12
 num_attention_heads=12 num_channels=3 image_size=224 patch_size=32
codegen vocab_size=50400 n_positions=2048 n_ctx=2048 n_embd=4096 n_layer=28 n_head=16 tie_word_embeddings=false
cohere vocab_size=256000 hidden_size=8192 intermediate_size=22528 num_hidden_layers=40 num_attention_heads=64
 max_position_embeddings=8192 tie_word_embeddings=true attention_bias=false use_qk_norm=false
cohere2 vocab_size=256000 hidden_size=8192 intermediate_size=22528 num_hidden_layers=40 num_attention_heads=64
 max_position_embeddings=8192 tie_word_embeddings=true attention_bias=false sliding_window=4096
cohere2_moe vocab_size=256000 hidden_size=8192 intermediate_size=22528 num_hidden_layers=40 num_attention_heads=64
 head_dim=128 max_position_embeddings=8192 tie_word_embeddings=true attention_bias=false sliding_window=4096
 num_experts_per_tok=2 num_experts=8 num_shared_experts=0 sliding_window_pattern=4
cohere2_vision downsample_factor=2 alignment_intermediate_size=36864 tie_word_embeddings=true
cohere2_vision/vision_config model_type="siglip_vision_model" optional=false hidden_size=1152 intermediate_size=3072
 image_size=512 num_hidden_layers=27 num_attention_heads=12
cohere2_vision/text_config model_type="cohere2" optional=false
convnext num_channels=3 patch_size=4 hidden_sizes=[96,192,384,768] depths=[3,3,9,3] layer_scale_init_value=1e-06
 image_size=224
convnextv2 num_channels=3 patch_size=4 hidden_sizes=[96,192,384,768] depths=[3,3,9,3] image_size=224
ctrl vocab_size=246534 n_positions=256 n_embd=1280 dff=8192 n_layer=48 n_head=16 tie_word_embeddings=true
cwm vocab_size=128256 hidden_size=6144 intermediate_size=21504 num_hidden_layers=64 num_attention_heads=48
 num_key_value_heads=8 max_position_embeddings=131072 tie_word_embeddings=false mlp_bias=false head_dim=128
 sliding_window=8192
data2vec-audio vocab_size=32 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 conv_bias=false num_conv_pos_embedding_groups=16 conv_pos_kernel_size=19 num_conv_pos_embeddings=5
 mask_time_prob=0.05 mask_feature_prob=0.0 use_weighted_layer_sum=false classifier_proj_size=256 add_adapter=false
data2vec-text vocab_size=30522 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 max_position_embeddings=512 type_vocab_size=2 is_decoder=false add_cross_attention=false tie_word_embeddings=true
data2vec-vision hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072 image_size=224
 patch_size=16 num_channels=3 use_mask_token=false use_absolute_position_embeddings=false
 use_relative_position_bias=false use_shared_relative_position_bias=false layer_scale_init_value=0.1
 use_mean_pooling=true
deberta vocab_size=50265 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 max_position_embeddings=512 type_vocab_size=0 relative_attention=false max_relative_positions=-1
 position_biased_input=true legacy=true tie_word_embeddings=true
deberta-v2 vocab_size=128100 hidden_size=1536 num_hidden_layers=24 num_attention_heads=24 intermediate_size=6144
 max_position_embeddings=512 type_vocab_size=0 relative_attention=false max_relative_positions=-1
 position_biased_input=true legacy=true tie_word_embeddings=true
deepseek_v2 vocab_size=102400 hidden_size=4096 intermediate_size=11008 num_hidden_layers=32 num_attention_heads=32
 max_position_embeddings=2048 tie_word_embeddings=false attention_bias=false mlp_bias=false first_k_dense_replace=0
 kv_lora_rank=512 q_lora_rank=1536 n_routed_experts=64 n_shared_experts=2 qk_nope_head_dim=128 qk_rope_head_dim=64
 v_head_dim=128 moe_intermediate_size=1407
deepseek_v3 vocab_size=129280 hidden_size=7168 intermediate_size=18432 moe_intermediate_size=2048 num_hidden_layers=61
 num_attention_heads=128 num_key_value_heads=128 n_shared_experts=1 n_routed_experts=256 kv_lora_rank=512
 q_lora_rank=1536 qk_rope_head_dim=64 v_head_dim=128 qk_nope_head_dim=128 num_experts_per_tok=8
 first_k_dense_replace=3 max_position_embeddings=4096 tie_word_embeddings=false attention_bias=false
deepseek_v32 vocab_size=129280 hidden_size=7168 intermediate_size=18432 moe_intermediate_size=2048
 num_hidden_layers=61 num_attention_heads=128 num_key_value_heads=128 n_shared_experts=1 n_routed_experts=256
 kv_lora_rank=512 q_lora_rank=1536 qk_rope_head_dim=64 v_head_dim=128 qk_nope_head_dim=128 num_experts_per_tok=8
 max_position_embeddings=163840 tie_word_embeddings=false attention_bias=false index_topk=2048 index_head_dim=128
 index_n_heads=64 mlp_bias=false head_dim=64 first_k_dense_replace=3
deepseek_v4 vocab_size=129280 hidden_size=4096 moe_intermediate_size=2048 num_hidden_layers=43 num_attention_heads=64
 num_key_value_heads=1 head_dim=512 q_lora_rank=1024 num_experts_per_tok=6 n_routed_experts=256 n_shared_experts=1
 max_position_embeddings=1048576 hc_mult=4 sliding_window=128 o_groups=8 o_lora_rank=1024 index_n_heads=64
 index_head_dim=128 index_topk=512 num_nextn_predict_layers=1 tie_word_embeddings=false attention_bias=false
 mlp_bias=false
deit hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072 image_size=224 patch_size=16
 num_channels=3 qkv_bias=true
diffllama vocab_size=32000 hidden_size=2048 intermediate_size=8192 num_hidden_layers=16 num_attention_heads=32
 max_position_embeddings=2048 tie_word_embeddings=false attention_bias=false
dinov2 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 mlp_ratio=4 image_size=224 patch_size=14
 num_channels=3 qkv_bias=true use_swiglu_ffn=false use_mask_token=true
dinov2_with_registers hidden_size=768 num_hidden_layers=12 num_attention_heads=12 mlp_ratio=4 image_size=224
 patch_size=16 num_channels=3 qkv_bias=true use_swiglu_ffn=false num_register_tokens=4
dinov3_vit patch_size=16 hidden_size=384 intermediate_size=1536 num_hidden_layers=12 num_attention_heads=6
 image_size=224 num_channels=3 query_bias=true key_bias=false value_bias=true proj_bias=true mlp_bias=true
 use_gated_mlp=false num_register_tokens=0
distilbert vocab_size=30522 max_position_embeddings=512 n_layers=6 n_heads=12 dim=768 hidden_dim=3072
 tie_word_embeddings=true
doge vocab_size=32768 hidden_size=1024 intermediate_size=2048 num_hidden_layers=32 tie_word_embeddings=false
 max_position_embeddings=2048 num_attention_heads=8 attention_bias=false mlp_bias=false is_moe=false num_experts=16384
 num_experts_per_tok=64
dots1 vocab_size=152064 hidden_size=4608 intermediate_size=10944 moe_intermediate_size=1408 num_hidden_layers=62
 num_attention_heads=32 num_key_value_heads=32 first_k_dense_replace=0 max_position_embeddings=2048
 tie_word_embeddings=false attention_bias=false sliding_window=4096 max_window_layers=62
electra vocab_size=30522 embedding_size=128 hidden_size=256 num_hidden_layers=12 num_attention_heads=4
 intermediate_size=1024 max_position_embeddings=512 type_vocab_size=2 is_decoder=false add_cross_attention=false
 tie_word_embeddings=true
ernie vocab_size=30522 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 max_position_embeddings=512 type_vocab_size=2 task_type_vocab_size=3 use_task_id=false is_decoder=false
 add_cross_attention=false tie_word_embeddings=true
ernie4_5 vocab_size=103424 hidden_size=1024 intermediate_size=3072 num_hidden_layers=18 num_attention_heads=16
 num_key_value_heads=2 max_position_embeddings=131072 tie_word_embeddings=true use_bias=false head_dim=128
ernie4_5_moe vocab_size=103424 hidden_size=2560 intermediate_size=12288 num_hidden_layers=28 num_attention_heads=20
 num_key_value_heads=4 max_position_embeddings=131072 tie_word_embeddings=true use_bias=false
 moe_intermediate_size=1536 moe_k=6 moe_num_experts=64 moe_num_shared_experts=2 moe_layer_start_index=1
 moe_layer_end_index=-1 moe_layer_interval=1
esm hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072 max_position_embeddings=1026
 position_embedding_type="absolute" is_folding_model=false is_decoder=false add_cross_attention=false
 tie_word_embeddings=true
eurobert vocab_size=128256 hidden_size=768 intermediate_size=3072 num_hidden_layers=12 num_attention_heads=12
 max_position_embeddings=8192 tie_word_embeddings=false attention_bias=false mlp_bias=false
exaone vocab_size=102400 hidden_size=4096 intermediate_size=14336 num_hidden_layers=32 num_attention_heads=32
 num_key_value_heads=8 max_position_embeddings=4096 tie_word_embeddings=false attention_bias=false mlp_bias=false
exaone4 vocab_size=102400 hidden_size=4096 intermediate_size=16384 num_hidden_layers=32 num_attention_heads=32
 num_key_value_heads=32 max_position_embeddings=2048 tie_word_embeddings=false sliding_window=4096
 sliding_window_pattern=4
exaone4_5 tie_word_embeddings=false
exaone4_5/vision_config model_type="exaone4_5_vision" optional=false
exaone4_5/text_config model_type="exaone4" optional=false
exaone4_5_vision depth=32 hidden_size=3584 intermediate_size=3420 num_heads=16 in_channels=3 patch_size=14
 spatial_merge_size=2 temporal_patch_size=2 window_size=112 out_hidden_size=3584 num_key_value_heads=8
exaone_moe vocab_size=102400 hidden_size=4096 intermediate_size=16384 num_hidden_layers=32 num_attention_heads=32
 num_key_value_heads=32 max_position_embeddings=2048 tie_word_embeddings=false sliding_window=4096
 sliding_window_pattern=4 first_k_dense_replace=1 moe_intermediate_size=1024 num_experts=64 num_experts_per_tok=8
 num_shared_experts=1
falcon vocab_size=65024 hidden_size=4544 num_hidden_layers=32 num_attention_heads=71 new_decoder_architecture=false
 multi_query=true parallel_attn=true bias=false max_position_embeddings=2048 tie_word_embeddings=true
falcon_h1 vocab_size=128000 tie_word_embeddings=false hidden_size=4096 intermediate_size=14336 num_hidden_layers=32
 num_attention_heads=32 num_key_value_heads=8 max_position_embeddings=8192 mamba_d_ssm=1024 mamba_n_heads=128
 mamba_d_head="auto" mamba_n_groups=1 mamba_d_state=256 mamba_d_conv=4 mamba_expand=2 mamba_conv_bias=true
 mamba_proj_bias=false mamba_rms_norm=false projectors_bias=false attention_bias=false mlp_bias=false
falcon_mamba vocab_size=50280 hidden_size=768 state_size=16 num_hidden_layers=32 expand=2 conv_kernel=4 use_bias=false
 use_conv_bias=true time_step_rank="auto" tie_word_embeddings=true
flaubert vocab_size=30145 emb_dim=2048 n_layers=12 n_heads=16 causal=false asm=false n_langs=1 use_lang_emb=true
 max_position_embeddings=512 tie_word_embeddings=true
flex_olmo vocab_size=100352 hidden_size=4096 intermediate_size=11008 num_hidden_layers=32 num_attention_heads=32
 max_position_embeddings=4096 tie_word_embeddings=false attention_bias=false num_experts_per_tok=5 num_experts=7
flint vocab_size=150144 hidden_size=2048 intermediate_size=6144 num_hidden_layers=49 num_attention_heads=32
 num_key_value_heads=4 max_position_embeddings=262144 tie_word_embeddings=false sliding_window=513
 decoder_sparse_step=1 moe_intermediate_size=512 shared_expert_intermediate_size=1024 num_experts_per_tok=6
 num_experts=256 head_dim=128 attention_bias=false
gemma vocab_size=256000 hidden_size=3072 intermediate_size=24576 num_hidden_layers=28 num_attention_heads=16
 num_key_value_heads=16 head_dim=256 max_position_embeddings=8192 tie_word_embeddings=true attention_bias=false
gemma2 vocab_size=256000 hidden_size=2304 intermediate_size=9216 num_hidden_layers=26 num_attention_heads=8
 num_key_value_heads=4 head_dim=256 max_position_embeddings=8192 tie_word_embeddings=true attention_bias=false
 sliding_window=4096
gemma3 tie_word_embeddings=true
gemma3/text_config model_type="gemma3_text" optional=false
gemma3/vision_config model_type="siglip_vision_model" optional=false
gemma3_text vocab_size=262208 hidden_size=2304 intermediate_size=9216 num_hidden_layers=26 num_attention_heads=8
 num_key_value_heads=4 head_dim=256 max_position_embeddings=131072 tie_word_embeddings=true attention_bias=false
 sliding_window=4096 use_bidirectional_attention=false
gemma3n tie_word_embeddings=true
gemma3n/text_config model_type="gemma3n_text" optional=false
gemma3n/vision_config model_type="gemma3n_vision" optional=false
gemma3n/audio_config model_type="gemma3n_audio" optional=false
gemma3n_audio vocab_size=128 input_feat_size=128 hidden_size=1536 sscp_conv_channel_size=[128,32]
gemma3n_text vocab_size=262400 hidden_size=2048 intermediate_size=16384 num_hidden_layers=35 num_attention_heads=8
 num_key_value_heads=2 head_dim=256 max_position_embeddings=32768 tie_word_embeddings=true attention_bias=false
 sliding_window=512 vocab_size_per_layer_input=262144 hidden_size_per_layer_input=256 altup_num_inputs=4
 num_kv_shared_layers=15 laurel_rank=64
gemma4 tie_word_embeddings=true
gemma4/text_config model_type="gemma4_text" optional=false
gemma4/vision_config model_type="gemma4_vision" optional=true
gemma4/audio_config model_type="gemma4_audio" optional=true
gemma4_audio hidden_size=1024 num_hidden_layers=12 num_attention_heads=8 subsampling_conv_channels=[128,32]
 conv_kernel_size=5 attention_chunk_size=12 output_proj_dims=1536
gemma4_text vocab_size=262144 hidden_size=2304 intermediate_size=9216 num_hidden_layers=30 num_attention_heads=8
 num_key_value_heads=4 head_dim=256 max_position_embeddings=131072 tie_word_embeddings=true attention_bias=false
 sliding_window=512 vocab_size_per_layer_input=262144 hidden_size_per_layer_input=256 attention_k_eq_v=false
 num_kv_shared_layers=0 enable_moe_block=false use_double_wide_mlp=false
gemma4_vision hidden_size=768 intermediate_size=3072 num_hidden_layers=16 num_attention_heads=12
 num_key_value_heads=12 head_dim=64 max_position_embeddings=131072 attention_bias=false patch_size=16
 position_embedding_size=10240
glm vocab_size=151552 hidden_size=4096 intermediate_size=13696 num_hidden_layers=40 num_attention_heads=32
 num_key_value_heads=2 head_dim=128 max_position_embeddings=131072 tie_word_embeddings=false attention_bias=true
glm4 vocab_size=151552 hidden_size=4096 intermediate_size=13696 num_hidden_layers=40 num_attention_heads=32
 num_key_value_heads=2 head_dim=128 max_position_embeddings=131072 tie_word_embeddings=false attention_bias=true
glm4_moe vocab_size=151552 hidden_size=4096 intermediate_size=10944 num_hidden_layers=46 num_attention_heads=96
 num_key_value_heads=8 max_position_embeddings=131072 tie_word_embeddings=false attention_bias=false
 moe_intermediate_size=1408 num_experts_per_tok=8 n_shared_experts=1 n_routed_experts=128 first_k_dense_replace=1
 use_qk_norm=false
glm4_moe_lite vocab_size=154880 hidden_size=2048 intermediate_size=10240 moe_intermediate_size=1536
 num_hidden_layers=47 num_attention_heads=20 num_key_value_heads=20 n_shared_experts=1 n_routed_experts=64
 kv_lora_rank=512 q_lora_rank=768 qk_rope_head_dim=64 v_head_dim=256 qk_nope_head_dim=192 num_experts_per_tok=4
 max_position_embeddings=202752 tie_word_embeddings=false attention_bias=false
glm4v tie_word_embeddings=false
glm4v/vision_config model_type="glm4v_vision" optional=false
glm4v/text_config model_type="glm4v_text" optional=false
glm4v_moe tie_word_embeddings=false
glm4v_moe/vision_config model_type="glm4v_moe_vision" optional=false
glm4v_moe/text_config model_type="glm4v_moe_text" optional=false
glm4v_moe_text vocab_size=151424 hidden_size=4096 intermediate_size=10944 num_hidden_layers=46 num_attention_heads=96
 num_key_value_heads=8 max_position_embeddings=65536 tie_word_embeddings=false attention_bias=true
 moe_intermediate_size=1408 num_experts_per_tok=8 n_shared_experts=1 n_routed_experts=128 first_k_dense_replace=1
glm4v_moe_vision depth=24 hidden_size=1536 attention_bias=false num_heads=12 in_channels=3 image_size=336
 patch_size=14 spatial_merge_size=2 temporal_patch_size=2 out_hidden_size=4096 intermediate_size=13696
glm4v_text vocab_size=151552 hidden_size=4096 intermediate_size=13696 num_hidden_layers=40 num_attention_heads=32
 num_key_value_heads=2 max_position_embeddings=32768
glm4v_vision depth=24 hidden_size=1536 attention_bias=false num_heads=12 in_channels=3 image_size=336 patch_size=14
 spatial_merge_size=2 temporal_patch_size=2 out_hidden_size=4096 intermediate_size=13696
glm_moe_dsa vocab_size=154880 hidden_size=6144 intermediate_size=12288 moe_intermediate_size=2048 num_hidden_layers=78
 num_attention_heads=64 num_key_value_heads=64 n_shared_experts=1 n_routed_experts=256 kv_lora_rank=512
 q_lora_rank=2048 qk_rope_head_dim=64 v_head_dim=256 qk_nope_head_dim=192 num_experts_per_tok=8
 max_position_embeddings=202752 tie_word_embeddings=false attention_bias=false index_topk=2048 index_head_dim=128
 index_n_heads=32 mlp_bias=false head_dim=64 first_k_dense_replace=3
gpt-sw3 vocab_size=50257 n_positions=1024 n_embd=768 n_layer=12 n_head=12 add_cross_attention=false
 tie_word_embeddings=true
gpt2 vocab_size=50257 n_positions=1024 n_embd=768 n_layer=12 n_head=12 add_cross_attention=false
 tie_word_embeddings=true
gpt_bigcode vocab_size=50257 n_positions=1024 n_embd=768 n_layer=12 n_head=12 multi_query=true
 add_cross_attention=false tie_word_embeddings=true
gpt_neo vocab_size=50257 max_position_embeddings=2048 hidden_size=2048 num_layers=24 num_heads=16 window_size=256
 tie_word_embeddings=true
gpt_neox vocab_size=50432 hidden_size=6144 num_hidden_layers=44 num_attention_heads=64 intermediate_size=24576
 max_position_embeddings=2048 tie_word_embeddings=false use_parallel_residual=true attention_bias=true
 is_decoder=false
gpt_neox_japanese vocab_size=32000 hidden_size=2560 num_hidden_layers=32 num_attention_heads=32
 intermediate_multiple_size=4 max_position_embeddings=2048 is_decoder=false tie_word_embeddings=true
gpt_oss num_hidden_layers=36 num_local_experts=128 vocab_size=201088 hidden_size=2880 intermediate_size=2880
 head_dim=64 num_attention_heads=64 num_key_value_heads=8 sliding_window=128 tie_word_embeddings=false
 max_position_embeddings=131072 num_experts_per_tok=4 attention_bias=true
gptj vocab_size=50400 n_positions=2048 n_embd=4096 n_layer=28 n_head=16 tie_word_embeddings=false
granite vocab_size=32000 hidden_size=4096 intermediate_size=11008 num_hidden_layers=32 num_attention_heads=32
 max_position_embeddings=2048 tie_word_embeddings=false attention_bias=false mlp_bias=false
granite_swa vocab_size=100352 hidden_size=2560 intermediate_size=8192 num_hidden_layers=24 num_attention_heads=20
 num_key_value_heads=4 max_position_embeddings=8192 tie_word_embeddings=true attention_bias=false mlp_bias=false
 sliding_window=128
granitemoe vocab_size=32000 hidden_size=4096 intermediate_size=11008 num_hidden_layers=32 num_attention_heads=32
 max_position_embeddings=2048 tie_word_embeddings=false attention_bias=false num_local_experts=8 num_experts_per_tok=2
granitemoe_swa vocab_size=32000 hidden_size=4096 intermediate_size=11008 num_hidden_layers=32 num_attention_heads=32
 max_position_embeddings=2048 tie_word_embeddings=false attention_bias=false num_local_experts=8 num_experts_per_tok=2
 shared_intermediate_size=0 sliding_window=128
granitemoehybrid vocab_size=32000 hidden_size=4096 intermediate_size=11008 num_hidden_layers=32 num_attention_heads=32
 max_position_embeddings=2048 tie_word_embeddings=false attention_bias=false num_local_experts=8 num_experts_per_tok=2
 shared_intermediate_size=1024 mamba_n_heads=128 mamba_n_groups=1 mamba_d_state=256 mamba_d_head="auto" mamba_d_conv=4
 mamba_expand=2 mamba_conv_bias=true mamba_proj_bias=false
granitemoeshared vocab_size=32000 hidden_size=4096 intermediate_size=11008 num_hidden_layers=32 num_attention_heads=32
 max_position_embeddings=2048 tie_word_embeddings=false attention_bias=false num_local_experts=8 num_experts_per_tok=2
 shared_intermediate_size=0
gte vocab_size=250048 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 max_position_embeddings=8192 type_vocab_size=1 tie_word_embeddings=true
helium vocab_size=48000 hidden_size=2560 intermediate_size=7040 num_hidden_layers=24 num_attention_heads=20
 num_key_value_heads=20 head_dim=128 max_position_embeddings=4096 tie_word_embeddings=false attention_bias=false
 mlp_bias=false
hubert vocab_size=32 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 feat_proj_layer_norm=true feat_extract_norm="group" conv_bias=false num_conv_pos_embeddings=128
 num_conv_pos_embedding_groups=16 conv_pos_batch_norm=false mask_time_prob=0.05 mask_feature_prob=0.0
 use_weighted_layer_sum=false classifier_proj_size=256
hunyuan_v1_dense vocab_size=290943 hidden_size=4096 intermediate_size=11008 num_hidden_layers=32
 num_attention_heads=32 max_position_embeddings=2048 tie_word_embeddings=false attention_bias=false
hunyuan_v1_moe vocab_size=290943 hidden_size=4096 intermediate_size=11008 num_hidden_layers=32 num_attention_heads=32
 max_position_embeddings=2048 tie_word_embeddings=false attention_bias=false num_experts=1 moe_topk=1
hy_v3 vocab_size=120832 hidden_size=4096 intermediate_size=13312 num_hidden_layers=80 num_attention_heads=64
 num_key_value_heads=8 head_dim=128 max_position_embeddings=131072 tie_word_embeddings=false attention_bias=false
 mlp_bias=false num_experts=192 num_experts_per_tok=8 num_shared_experts=1 moe_intermediate_size=1536
hyperclovax vocab_size=32000 hidden_size=4096 intermediate_size=11008 num_hidden_layers=32 num_attention_heads=32
 max_position_embeddings=2048 tie_word_embeddings=false attention_bias=false mlp_bias=false use_post_norm=true
ibert vocab_size=30522 hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072
 max_position_embeddings=512 type_vocab_size=2 tie_word_embeddings=true
idefics3 tie_word_embeddings=false scale_factor=2
idefics3/text_config model_type="llama" optional=false
idefics3/vision_config model_type="idefics3_vision" optional=false
idefics3_vision hidden_size=1152 intermediate_size=3072 num_hidden_layers=12 num_attention_heads=16 num_channels=3
 image_size=224 patch_size=32
ijepa hidden_size=768 num_hidden_layers=12 num_attention_heads=12 intermediate_size=3072 image_size=224 patch_size=16
 num_channels=3 qkv_bias=true
internlm3 vocab_size=128512 hidden_size=4096 intermediate_size=10240 num_hidden_layers=48 num_attention_heads=32
 num_key_value_heads=2 max_position_embeddings=32768 tie_word_embeddings=false attention_bias=false mlp_bias=false
 head_dim=128
internvl downsample_ratio=0.5 vision_feature_layer=-1 tie_word_embeddings=true
internvl/text_config model_type="qwen2" optional=false
internvl/vision_config model_type="internvl_vision" optional=false
internvl_vision hidden_size=1024 num_hidden_layers=24 num_attention_heads=16 attention_bias=false use_qk_norm=false
 intermediate_size=4096 norm_type="layer_norm" image_size=[448,448] patch_size=[14,14] num_channels=3
 use_mask_token=false use_absolute_position_embeddings=true layer_scale_init_value=0.1 use_mean_pooling=true
iquestcoder vocab_size=76800 hidden_size=5120 intermediate_size=27648 num_hidden_layers=80 num_attention_heads=40
 num_key_value_heads=8 max_position_embeddings=131072 tie_word_embeddings=false attention_bias=false mlp_bias=false
 head_dim=128
jais2 vocab_size=150272 hidden_size=3328 intermediate_size=26624 num_hidden_layers=32 num_attention_heads=26
 max_position_embeddings=8192 tie_word_embeddings=false attention_bias=true mlp_bias=true
jamba vocab_size=65536 tie_word_embeddings=false hidden_size=4096 intermediate_size=14336 num_hidden_layers=32
 num_attention_heads=32 num_key_value_heads=8 max_position_embeddings=262144 num_experts_per_tok=2 num_experts=16
 expert_layer_period=2 expert_layer_offset=1 attn_layer_period=8 attn_layer_offset=4 mamba_d_state=16 mamba_d_conv=4
 mamba_expand=2 mamba_dt_rank="auto" mamba_conv_bias=true mamba_proj_bias=false
jina_embeddings_v3 vocab_size=250002 hidden_size=1024 num_hidden_layers=24 num_attention_heads=16
 intermediate_size=4096 max_position_embeddings=8194 type_vocab_size=1 tie_word_embeddings=true
kimi_k25 projection_hidden_size=1152 tie_word_embeddings=true
kimi_k25/text_config model_type="deepseek_v3" optional=false
kimi_k25/vision_config model_type="kimi_k25_vision" optional=false
kimi_k25_vision patch_size=14 pos_emb_height=64 pos_emb_width=64 num_attention_heads=16 num_hidden_layers=27
 hidden_size=1152 intermediate_size=4304 merge_kernel_size=[2,2]
kimi_linear vocab_size=163840 hidden_size=2304 intermediate_size=9216 moe_intermediate_size=1024 num_hidden_layers=27
 num_attention_heads=32 num_key_value_heads=32 n_shared_experts=1 kv_lora_rank=512 qk_rope_head_dim=64 v_head_dim=128
 qk_nope_head_dim=128 num_experts_per_tok=8 max_position_embeddings=1048576 tie_word_embeddings=false
 attention_bias=false num_local_experts=256 linear_head_dim=128 linear_num_heads=32 linear_conv_kernel_dim=4
kolibri1 vocab_size=128000 hidden_size=2560 num_hidden_layers=50 num_attention_heads=48 num_key_value_heads=4
 max_position_embeddings=262144 tie_word_embeddings=false sliding_window=513 moe_intermediate_size=512
 num_experts_per_tok=6 num_experts=384 head_dim=128 shared_expert_intermediate_size=512
"""
